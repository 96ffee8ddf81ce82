// Makes an answer with registered addresses of so many bytes, reads it, and prints what that took.
const [, , module_, size] = process.argv;
const { readEntries } = require(module_);

const tags =
  '<tag><member>illumio-iac.binding-0123456789</member><member timeout="60">somebody.else.has.it.too</member></tag>';
const entry = (n) =>
  `<entry ip="10.${n >> 16}.${(n >> 8) & 255}.${n & 255}" from_agent="0" persistent="1">${tags}</entry>`;
const body = Buffer.alloc(Number(size));
let at = body.write('<response status="success"><result>');
let made = 0;
while (at + 400 < body.length) at += body.write(entry(made++), at);
at += body.write("</result></response>", at);

globalThis.gc();
const entries = readEntries(body.subarray(0, at));
const { arrayBuffers } = process.memoryUsage();
console.log(JSON.stringify({ made, read: entries.length, size: body.length, arrayBuffers }));
