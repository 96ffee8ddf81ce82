import { type Check, oneOf } from "../api/parameters";

/** Colors of SmartConsole, which are the only ones that an object may have. */
export const color: Check = oneOf(
  ...["aquamarine", "black", "blue", "brown", "burlywood", "coral", "crete blue", "cyan", "dark blue"],
  ...["dark gold", "dark gray", "dark green", "dark orange", "dark sea green", "firebrick", "forest green"],
  ...["gold", "gray", "khaki", "lemon chiffon", "light green", "magenta", "navy blue", "olive", "orange"],
  ...["orchid", "pink", "purple", "red", "sea green", "sienna", "sky blue", "slate blue", "turquoise"],
  ...["violet red", "yellow"],
);
