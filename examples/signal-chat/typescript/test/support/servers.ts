/** The servers to play against: `SERVERS` names one node, or the nodes of a cluster. */
export const SERVERS = (process.env['SERVERS'] ?? 'ws://localhost:8080/api').split(' ');

/** A URL for the next client, so that those of one test are at different nodes. */
export function nextServer(): string {
  const [server = ''] = SERVERS.splice(0, 1);
  SERVERS.push(server);
  return server;
}
