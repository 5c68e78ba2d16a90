import { addMessages } from "./catalogue.js";
import { loadingMessages } from "./loading.js";
import { predictionMessages } from "./prediction.js";

addMessages({ ...loadingMessages, ...predictionMessages });
