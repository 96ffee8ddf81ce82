/** `client,server,port,protocol` of the tuples of sample blocks, as they are uploaded. */
export function linesOf(block: Buffer): string[] {
  const tuples = /"(\d{13},[^"]*)"/g;
  return Array.from(block.toString().matchAll(tuples), ([, tuple = ""]) => {
    const [, client, server, , port, protocol] = tuple.split(",");
    return [client, server, port, protocol].join();
  });
}
