// Writes a line to WATCH_NETWORK_LOG for every use of the network, and keeps the process for WATCH_NETWORK_MS.
const { appendFileSync } = require('node:fs');
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

const { WATCH_NETWORK_LOG, WATCH_NETWORK_MS } = process.env;

function watch(owner, name, text) {
  const original = owner[name];
  owner[name] = function (...args) {
    const line = text(args);
    if (line !== undefined) appendFileSync(WATCH_NETWORK_LOG, `${line}\n`);
    return original.apply(this, args);
  };
}

// Sockets of a path, as of pipes between processes, do not leave the machine.
const isPath = (target) => typeof target?.[0]?.path === 'string';
watch(net.Socket.prototype, 'connect', ([target]) =>
  isPath(Array.isArray(target) ? target : [target]) ? undefined : `connect ${JSON.stringify(target)}`,
);
watch(dgram, 'createSocket', () => 'dgram socket');
for (const owner of [dns, dns.promises, dns.Resolver.prototype]) {
  for (const name of Object.keys(Object.getOwnPropertyDescriptors(owner))) {
    if (/^(lookup|resolve|reverse)/.test(name)) watch(owner, name, ([host]) => `${name} ${host}`);
  }
}
setTimeout(() => undefined, Number(WATCH_NETWORK_MS));
