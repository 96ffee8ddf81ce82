/** Function bundles: folders under `dist/lambda`, each holding one `index.js` that exports `handler`. */
export const BUNDLES = {
  normalise: "aws-normalise",
  upload: "aws-upload",
  dagSync: "aws-dag-sync",
  pceObjects: "aws-pce-objects",
  dagObjects: "aws-dag-objects",
  driftCheck: "aws-drift-check",
} as const;

export const BUNDLE_HANDLER = "index.handler";
