/* What script adds. Every page works without it; each module looks for what it can add to. */
import { complete } from "./complete.js";
import { copy } from "./copy.js";
import { fold } from "./fold.js";
import { keys } from "./keys.js";
import { land } from "./land.js";
import { live } from "./live.js";
import { map } from "./map.js";
import { preview } from "./preview.js";

complete();
fold();
preview();
live(copy);
copy();
map();
land();
keys();
