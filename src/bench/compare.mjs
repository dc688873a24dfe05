// The results of compare.sh as a table in Markdown:
//   node compare.mjs describe DIRECTORY    writes machine.json
//   node compare.mjs table DIRECTORY [DOCUMENT]
//                                          prints the tables, or writes them into docs/performance.md
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, number, table, writeInto } from './markdown.mjs';

const [, , command, directory, document] = process.argv;
const here = dirname(fileURLToPath(import.meta.url));

const scenarios = {
  start: 'first 10,000 GETs after a start',
  list_summary: 'list, 50 items',
  get: 'get',
  poll: 'poll, 100 events',
  create: 'create',
  review: 'review (edit and decide)',
  deliver_live: 'deliver, live',
  deliver_latency: 'decision sent to webhook received, 50/s',
};

// ---- What was measured on what

function output(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch {
    return 'unknown';
  }
}

function describe() {
  const { env } = process;
  const machine = {
    at: new Date().toISOString(),
    commit: output('git', '-C', here, 'describe', '--always', '--dirty'),
    jar: basename(env.JAR ?? ''),
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    java: output(join(env.JAVA_HOME, 'bin', 'java'), '--version').split('\n')[0],
    jvm_flags: env.JVM_FLAGS,
    node: process.version,
    postgres: output(join(env.PG_BIN, 'postgres'), '--version'),
    tasks: Number(env.TASKS),
    events: Number(env.EVENTS),
    connections: Number(env.CONNECTIONS),
    seconds: Number(env.DURATION_S),
    warm_up_s: Number(env.WARMUP_S),
    rounds: Number(env.ROUNDS),
  };
  writeFileSync(join(directory, 'machine.json'), `${JSON.stringify(machine, null, 2)}\n`);
}

// ---- Reading

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
const rounds = () =>
  readdirSync(directory)
    .filter((name) => /^round-\d+$/.test(name))
    .sort((a, b) => Number(a.slice(6)) - Number(b.slice(6)));
const servers = () => [...new Set(rounds().flatMap((round) => readdirSync(join(directory, round))))].sort();

/** The median of each figure over the rounds in which the scenario succeeded. */
function summary(server, scenario) {
  const tries = rounds()
    .map((round) => read(join(directory, round, server, `${scenario}.json`)))
    .filter(Boolean);
  const good = tries.filter((result) => !result.failed && !(result.errors > 0));
  const of = (figure) => median(good.map(figure));
  const rate = (result) => result.events_per_s ?? result.requests_per_s ?? result.rate_per_s;
  return {
    server,
    tried: tries.length,
    succeeded: good.length,
    rate: of(rate),
    rates: tries.map((result) => (good.includes(result) ? rate(result) : NaN)),
    p50: of((result) => result.p50_ms),
    p99: of((result) => result.p99_ms),
    service: of((result) => result.server_cpu_ms_per_request),
    postgres: of((result) => result.postgres_cpu_ms_per_request),
    cpu: of((result) => result.server_cpu_ms_per_request + result.postgres_cpu_ms_per_request),
    generator: of((result) => (result.generator_cpu_s * 1000) / result.requests),
    bytes: of((result) => result.bytes_per_response),
    rss: of((result) => result.server_rss_mb),
    peak: of((result) => result.server_peak_rss_mb),
    foreign: Math.max(...good.map((result) => result.foreign_cores ?? NaN)),
    ready: of((result) => result.ready_s),
    first: of((result) => result.first_s),
    thousands: Array.from({ length: 10 }, (_, i) => of((result) => result.first_thousands_s?.[i])),
  };
}

// ---- Writing

const digitsOf = (value) => (value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0);
const short = (value) => number(value, digitsOf(value));
const ratio = (ours, theirs) => number(ours / theirs, 2);
const kilobytes = (value) => (Number.isFinite(value) ? `${number(value / 1000, 1)} KB` : '–');

function latency(side) {
  return Number.isFinite(side.p99) ? `${short(side.p50)} / ${short(side.p99)}` : '–';
}

function cpu(side) {
  return Number.isFinite(side.cpu) ? `${number(side.service, 2)} + ${number(side.postgres, 2)} = ${number(side.cpu, 2)}` : '–';
}

function rateOf(side, scenario) {
  if (side.succeeded === 0) return side.tried ? 'failed' : 'not run';
  const missing = side.tried - side.succeeded;
  const text = scenario === 'deliver_latency' ? number(side.rate) : short(side.rate);
  return missing ? `${text} (${missing} of ${side.tried} rounds failed)` : text;
}

const better = (scenario, a, b) => {
  if (!b || b.succeeded === 0) return a;
  if (a.succeeded === 0) return b;
  if (scenario === 'deliver_latency') return a.p50 <= b.p50 ? a : b;
  return a.rate >= b.rate ? a : b;
};

function report() {
  const machine = read(join(directory, 'machine.json'));
  const nodes = servers().filter((server) => server.startsWith('node-'));
  const present = Object.keys(scenarios).filter((scenario) =>
    servers().some((server) => rounds().some((round) => existsSync(join(directory, round, server, `${scenario}.json`)))),
  );
  const pairs = present.map((scenario) => {
    const layouts = nodes.map((server) => summary(server, scenario));
    return { scenario, ours: summary('ours', scenario), layouts, node: layouts.reduce((a, b) => better(scenario, a, b)) };
  });
  const layout = (side) => (nodes.length > 1 ? ` (${side.server.slice(5)} proc.)` : '');
  const comparison = [];
  const floor = [];

  comparison.push(
    `Measured ${machine.at.slice(0, 16).replace('T', ' ')} UTC at ${machine.commit} (${machine.jar}), ${rounds().length} rounds in turns, medians. ` +
      `${machine.cpu}, ${machine.cores} cores for everything, ${machine.memory_gib} GiB. ${machine.java}, \`${machine.jvm_flags}\`; ` +
      `Node ${machine.node}, ${nodes.map((node) => node.slice(5)).join(' and ')} processes; ${machine.postgres}. ` +
      `${number(machine.tasks)} tasks, ${number(machine.events)} events, ${machine.connections} connections, ${machine.seconds} s after ${machine.warm_up_s} s of the same and a general warm-up.`,
  );

  comparison.push(
    table(
      ['scenario', 'ours/s', 'Node/s', 'ratio', 'p50 / p99 ms, ours', 'Node', 'p99 ratio', 'CPU ms a request, ours (service + PostgreSQL)', 'Node', 'ratio'],
      pairs.map(({ scenario, ours, node }) => [
        scenarios[scenario],
        rateOf(ours, scenario),
        rateOf(node, scenario) + layout(node),
        scenario === 'deliver_latency' ? '' : ratio(ours.rate, node.rate),
        latency(ours),
        latency(node),
        ratio(ours.p99, node.p99),
        cpu(ours),
        cpu(node),
        ratio(ours.cpu, node.cpu),
      ]),
    ),
  );

  const verdict = (reached) => (reached === undefined ? '–' : reached ? 'yes' : 'no');
  const known = (value, test) => (Number.isFinite(value) ? test(value) : undefined);
  comparison.push(
    'Goals: twice the requests a second, half the CPU, p99 not above the better layout of Node; the first 10,000 requests not slower; under 400 MB.',
    table(
      ['scenario', 'rate', 'CPU', 'p99', 'memory'],
      pairs.map(({ scenario, ours, node }) => [
        scenarios[scenario],
        scenario === 'deliver_latency' ? '–' : verdict(known(ours.rate / node.rate, (value) => value >= (scenario === 'start' ? 1 : 2))),
        scenario === 'start' ? '–' : verdict(known(ours.cpu / node.cpu, (value) => value <= 0.5)),
        verdict(known(ours.p99 / node.p99, (value) => value <= 1)),
        verdict(known(ours.rss, (value) => value < 400)),
      ]),
    ),
  );

  const both = (pair, figure) => [pair.ours, pair.node].map(figure);
  comparison.push(
    'By the bytes of the answers, headers included.',
    table(
      ['scenario', 'an answer, ours', 'Node', 'MB/s, ours', 'Node', 'ratio', 'CPU µs a KB, ours', 'Node', 'ratio'],
      pairs
        .filter(({ ours }) => Number.isFinite(ours.bytes))
        .map((pair) => {
          const traffic = both(pair, (side) => (side.rate * side.bytes) / 1e6);
          const cost = both(pair, (side) => (side.cpu * 1e6) / side.bytes);
          return [
            scenarios[pair.scenario],
            ...both(pair, (side) => kilobytes(side.bytes)),
            ...traffic.map((value) => number(value, 1)),
            ratio(...traffic),
            ...cost.map((value) => number(value, 1)),
            ratio(...cost),
          ];
        }),
    ),
    'Resident memory in MB (the highest since the start), and the cores that other work on the machine took at most.',
    table(
      ['scenario', 'resident, ours', 'Node', 'other work, ours', 'Node'],
      pairs.map((pair) => [
        scenarios[pair.scenario],
        ...both(pair, (side) => `${number(side.rss)} (${number(side.peak)})`),
        ...both(pair, (side) => number(side.foreign, 2)),
      ]),
    ),
  );

  const start = pairs.find(({ scenario }) => scenario === 'start');
  if (start) {
    comparison.push(
      'After a start: seconds from the start of the process to its first answer, and from there until so many GETs were answered.',
      table(
        ['', 'ready', '1,000', '2,000', '5,000', '10,000'],
        [start.ours, ...start.layouts].map((side) => [
          side.server,
          number(side.ready, 2),
          ...[0, 1, 4, 9].map((index) => number(side.thousands[index], 2)),
        ]),
      ),
    );
  }

  const floors = ['list_summary', 'get', 'poll', 'create'].map((scenario) => {
    const plain = scenario.replace('_summary', '');
    return { plain, bare: read(join(directory, 'floor', `${scenario}.json`)), sql: read(join(directory, 'floor', 'pgbench', `${plain}.json`)), ours: summary('ours', scenario) };
  });
  if (floors.some(({ bare, sql }) => bare || sql)) {
    floor.push(
      table(
        ['scenario', 'ours/s', 'CPU ms, service + PostgreSQL', 'bare server/s', 'its CPU ms', 'p99 ms', 'the client\'s CPU ms', 'statements alone/s', 'PostgreSQL\'s CPU ms'],
        floors.map(({ plain, bare, sql, ours }) => [
          plain,
          short(ours.rate),
          cpu(ours),
          short(bare?.requests_per_s ?? NaN),
          number(bare?.server_cpu_ms_per_request ?? NaN, 3),
          short(bare?.p99_ms ?? NaN),
          number(bare ? (bare.generator_cpu_s * 1000) / bare.requests : NaN, 3),
          short(sql?.requests_per_s ?? NaN),
          number(sql?.postgres_cpu_ms_per_request ?? NaN, 3),
        ]),
      ),
    );
  }

  comparison.push(
    'Each round, per second.',
    table(
      ['scenario', 'server', ...rounds().map((round) => round.slice(6))],
      pairs
        .filter(({ scenario }) => scenario !== 'deliver_latency')
        .flatMap(({ scenario, ours, layouts }) =>
          [ours, ...layouts].map((side) => [scenarios[scenario], side.server, ...side.rates.map((rate) => (Number.isFinite(rate) ? short(rate) : 'failed'))]),
        ),
    ),
  );
  const sections = { comparison: comparison.join('\n\n'), floor: floor.join('\n\n') };
  if (document) writeInto(document, sections);
  else console.log(Object.values(sections).join('\n\n'));
}

if (command === 'describe') describe();
else if (command === 'table') report();
else throw new Error('Use: compare.mjs describe|table DIRECTORY');
