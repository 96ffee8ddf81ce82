// Loaded before every other file of the constructs, because those fail on what an old library lacks.
import { refuseOtherLibrary } from "./library-version";

refuseOtherLibrary(() => (require("aws-cdk-lib/package.json") as { version: string }).version);
