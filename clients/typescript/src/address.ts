import { readFileSync } from "node:fs";
import { credentials, type ChannelCredentials, type ClientOptions } from "@grpc/grpc-js";

/** Largest message in either direction: a million periods of a composite model take 48 MB. */
export const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

/** How the two sides prove who they are: paths of PEM files. */
export interface Tls {
  /** Certificates to trust; absent: those of Node.js. */
  ca?: string;
  /** Our own certificate, for a service that asks for one (mutual TLS); needs `key`. */
  certificate?: string;
  /** The private key of `certificate`. */
  key?: string;
  /** The name in the service's certificate, where it is not the host of the address. */
  serverName?: string;
}

/** Target, credentials and options of a channel to `host:port`, `http://…`, `https://…` or `unix:/path`. */
export function channelArguments(
  address: string,
  tls?: Tls,
  more: ClientOptions = {},
): [string, ChannelCredentials, ClientOptions] {
  const options: ClientOptions = {
    ...more,
    "grpc.max_receive_message_length": MESSAGE_BYTES_MAX,
    "grpc.max_send_message_length": MESSAGE_BYTES_MAX,
    "grpc.use_local_subchannel_pool": 1, // a client has a connection of its own
  };
  const secure = tls ?? (address.startsWith("https://") ? {} : undefined);
  const target = address.startsWith("unix:") ? address : address.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  if (secure === undefined) return [target, credentials.createInsecure(), options];
  if ((secure.certificate === undefined) !== (secure.key === undefined)) {
    throw new TypeError("certificate and key go together");
  }
  if (secure.serverName !== undefined) options["grpc.ssl_target_name_override"] = secure.serverName;
  const pem = (path?: string) => (path === undefined ? null : readFileSync(path));
  return [target, credentials.createSsl(pem(secure.ca), pem(secure.key), pem(secure.certificate)), options];
}
