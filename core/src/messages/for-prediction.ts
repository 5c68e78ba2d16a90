import { addMessages } from "./catalogue.js";
import { modelMessages } from "./model.js";
import { predictionMessages } from "./prediction.js";

addMessages({ ...modelMessages, ...predictionMessages });
