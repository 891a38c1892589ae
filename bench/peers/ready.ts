// The limit of node:http: bytes that are ready, given by `PUT /`, for every caller.
import { createServer } from "node:http";

let ready = Buffer.from("[]");

createServer((request, response) => {
  if (request.method === "PUT") {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      ready = Buffer.concat(chunks);
      response.end();
    });
    return;
  }
  response.writeHead(200, { "content-type": "application/json", "content-length": ready.length }).end(ready);
}).listen(Number(process.env["PORT"]), "127.0.0.1");
