// Interoperability cases of the gRPC specification from the official Node library.
//
//   node driver.mjs CASE --target HOST:PORT|unix:PATH [--ca FILE]
//
// Exit status 0 if the case holds; otherwise the text of what was expected and what came. The packages are found through NODE_PATH.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const GZIP = 2;
const INITIAL = ['x-grpc-test-echo-initial', 'test_initial_metadata_value'];
const TRAILING = ['x-grpc-test-echo-trailing-bin', Buffer.from([0xab, 0xab, 0xab])];

const { values: options, positionals: [name] } = parseArgs({
  allowPositionals: true,
  options: { target: { type: 'string' }, ca: { type: 'string' } },
});

const proto = new URL('../../protos/grpc_testing.proto', import.meta.url).pathname;
const { testing } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true })).grpc;
const credentials = options.ca ? grpc.credentials.createSsl(readFileSync(options.ca)) : grpc.credentials.createInsecure();
const connect = (Service = testing.TestService, channelOptions = {}) =>
  new Service(options.target, credentials, { 'grpc.max_receive_message_length': -1, ...channelOptions });
const client = connect();

const zeros = (size) => ({ body: Buffer.alloc(size) });
const deadline = (milliseconds = 20_000) => ({ deadline: Date.now() + milliseconds });
const outputRequest = (sizes, payload = 0) => ({ response_parameters: sizes.map((size) => ({ size })), payload: zeros(payload) });
const metadata = () => {
  const sent = new grpc.Metadata();
  sent.set(...INITIAL);
  sent.set(...TRAILING);
  return sent;
};

// The outcome of a unary or client-streaming call: `start` gets the callback and returns the call.
const outcome = (start) => new Promise((resolve) => {
  let initial, status;
  const call = start((error, answer) => setImmediate(() => resolve({ error, answer, initial, status })));
  call.on('metadata', (received) => { initial = received; });
  call.on('status', (received) => { status = received; });
});

// The outcome of a call that streams back: all answers and how it ended.
async function drain(call) {
  const result = { answers: [], error: null };
  call.on('metadata', (received) => { result.initial = received; });
  const ended = new Promise((resolve) => call.on('status', (status) => { result.status = status; setImmediate(resolve); }));
  call.on('error', (error) => { result.error = error; });
  call.on('data', (answer) => result.answers.push(answer));
  await ended;
  return result;
}

const sizesOf = (answers) => answers.map((answer) => answer.payload.body.length);
const checkCode = (what, expected, error) => assert.equal(error?.code ?? grpc.status.OK, expected, `${what}: ${error?.message}`);
const checkOk = (error) => checkCode('status', grpc.status.OK, error);

const cases = {
  async empty_unary() {
    const { error, answer } = await outcome((done) => client.EmptyCall({}, deadline(), done));
    checkOk(error);
    assert.deepEqual(answer, {});
  },
  async large_unary() {
    const request = { response_size: 314159, payload: zeros(271828) };
    const { error, answer } = await outcome((done) => client.UnaryCall(request, deadline(), done));
    checkOk(error);
    assert.ok(answer.payload.body.equals(Buffer.alloc(314159)), 'payload differs');
  },
  async client_compressed_unary() {
    const compressing = connect(testing.TestService, { 'grpc.default_compression_algorithm': GZIP });
    const call = (via, value) => outcome((done) => via.UnaryCall(
      { expect_compressed: { value }, response_size: 314159, payload: zeros(271828) }, deadline(), done));
    checkCode('probe', grpc.status.INVALID_ARGUMENT, (await call(client, true)).error);
    for (const [via, value] of [[compressing, true], [client, false]]) {
      const { error, answer } = await call(via, value);
      checkOk(error);
      assert.equal(answer.payload.body.length, 314159);
    }
    compressing.close();
  },
  async client_streaming() {
    const { error, answer } = await outcome((done) => {
      const call = client.StreamingInputCall(deadline(), done);
      for (const size of [27182, 8, 1828, 45904]) call.write({ payload: zeros(size) });
      call.end();
      return call;
    });
    checkOk(error);
    assert.equal(answer.aggregated_payload_size, 74922);
  },
  async server_streaming() {
    const sizes = [31415, 9, 2653, 58979];
    const { error, answers } = await drain(client.StreamingOutputCall(outputRequest(sizes), deadline()));
    checkOk(error);
    assert.deepEqual(sizesOf(answers), sizes);
  },
  async ping_pong() {
    const call = client.FullDuplexCall(deadline());
    for (const [payload, size] of [[27182, 31415], [8, 9], [1828, 2653], [45904, 58979]]) {
      call.write(outputRequest([size], payload));
      const [answer] = await once(call, 'data');
      assert.equal(answer.payload.body.length, size);
    }
    call.end();
    const { error, answers } = await drain(call);
    checkOk(error);
    assert.equal(answers.length, 0);
  },
  async half_duplex() {
    const sizes = [31415, 9, 2653, 58979];
    const call = client.HalfDuplexCall(deadline());
    for (const size of sizes) call.write(outputRequest([size]));
    call.end();
    const { error, answers } = await drain(call);
    checkOk(error);
    assert.deepEqual(sizesOf(answers), sizes);
  },
  async empty_stream() {
    const call = client.FullDuplexCall(deadline());
    call.end();
    const { error, answers } = await drain(call);
    checkOk(error);
    assert.equal(answers.length, 0);
  },
  async custom_metadata() {
    const request = { response_size: 314159, payload: zeros(271828) };
    const unary = await outcome((done) => client.UnaryCall(request, metadata(), deadline(), done));
    const call = client.FullDuplexCall(metadata(), deadline());
    call.write(outputRequest([314159], 271828));
    call.end();
    for (const [kind, { error, initial, status }] of [['unary', unary], ['duplex', await drain(call)]]) {
      checkOk(error);
      assert.deepEqual(initial?.get(INITIAL[0]), [INITIAL[1]], `${kind} initial metadata`);
      assert.deepEqual(status?.metadata.get(TRAILING[0]), [TRAILING[1]], `${kind} trailing metadata`);
    }
  },
  async status_code_and_message() {
    const response_status = { code: grpc.status.UNKNOWN, message: 'test status message' };
    const unary = await outcome((done) => client.UnaryCall({ response_status }, deadline(), done));
    const call = client.FullDuplexCall(deadline());
    call.write({ response_status });
    call.end();
    for (const [kind, { error }] of [['unary', unary], ['duplex', await drain(call)]]) {
      checkCode(kind, response_status.code, error);
      assert.equal(error.details, response_status.message, kind);
    }
  },
  async special_status_message() {
    const message = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';
    const request = { response_status: { code: grpc.status.UNKNOWN, message } };
    const { error } = await outcome((done) => client.UnaryCall(request, deadline(), done));
    checkCode('status', grpc.status.UNKNOWN, error);
    assert.equal(error.details, message);
  },
  async unimplemented_method() {
    const { error } = await outcome((done) => client.UnimplementedCall({}, deadline(), done));
    checkCode('status', grpc.status.UNIMPLEMENTED, error);
  },
  async unimplemented_service() {
    const other = connect(testing.UnimplementedService);
    const { error } = await outcome((done) => other.UnimplementedCall({}, deadline(), done));
    checkCode('status', grpc.status.UNIMPLEMENTED, error);
    other.close();
  },
  async cancel_after_begin() {
    const { error } = await outcome((done) => {
      const call = client.StreamingInputCall(deadline(), done);
      call.cancel();
      return call;
    });
    checkCode('status', grpc.status.CANCELLED, error);
  },
  async cancel_after_first_response() {
    const call = client.FullDuplexCall(deadline());
    call.write(outputRequest([31415], 27182));
    const [answer] = await once(call, 'data');
    assert.equal(answer.payload.body.length, 31415);
    const rest = drain(call);
    call.cancel();
    checkCode('status', grpc.status.CANCELLED, (await rest).error);
  },
  async timeout_on_sleeping_server() {
    const call = client.FullDuplexCall(deadline(1));
    const rest = drain(call);
    call.write({ payload: zeros(27182) });
    checkCode('status', grpc.status.DEADLINE_EXCEEDED, (await rest).error);
  },
};

if (!Object.hasOwn(cases, name)) {
  console.error(`unknown case ${name}`);
  process.exit(2);
}
try {
  await cases[name]();
} catch (failure) {
  console.error(failure.message);
  process.exitCode = 1;
}
client.close();
