import { addMessages, explainingMessages } from "gradus";

// What drawing may say. Each file that says something imports it.
addMessages(explainingMessages);
