#!/usr/bin/env node
// A file that is there before the first build, so that npm can link the command to it.
import "../dist/main.js";
