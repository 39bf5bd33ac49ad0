// The least an agent could be: a bare Node process that holds one WebSocket connection. Prints READY, then idles.
import { WebSocket } from "ws";

const socket = new WebSocket(process.argv[2]);
socket.on("open", () => console.log("READY"));
