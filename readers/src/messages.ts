import { addMessages, dataMessages, readingMessages } from "gradus";

// What reading may say. Each file that says something imports it.
addMessages({ ...readingMessages, ...dataMessages });
