// Waits until a server that was just started answers, sends it its first 10,000 requests, and writes start.json. compare.sh
// calls it with the harness's environment, and STARTED_MS, HEALTH_URL, HARNESS_DIR.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const { env } = process;
const { meter } = await import(`${env.HARNESS_DIR}/lib.mjs`);
const count = Number(env.FIRST ?? 10_000);
const name = 'start';

async function ready() {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    try {
      const answer = await fetch(env.HEALTH_URL);
      await answer.arrayBuffer();
      if (answer.ok) return (Date.now() - Number(env.STARTED_MS)) / 1000;
    } catch {
      // It does not listen yet.
    }
    await sleep(20);
  }
  throw new Error('The server did not answer within a minute');
}

const readySeconds = await ready();
const stop = meter();
const wrk = spawnSync(
  'wrk',
  ['-t1', `-c${env.CONNECTIONS}`, '-d90s', '--timeout', '20s', '-s', fileURLToPath(new URL('wrk/first.lua', import.meta.url)), `${env.BASE_URL}/review-tasks`],
  { encoding: 'utf8', env: { ...env, FIRST: String(count), COOKIE: `${env.SESSION_COOKIE_NAME}=${env.SESSION_COOKIE_VALUE}` } },
);
const usage = stop(count);
const line = /^FIRST (.*)$/m.exec(wrk.stdout);
if (!line) throw new Error(`${count} answers did not come: ${wrk.stdout}${wrk.stderr}`);
const first = JSON.parse(line[1]);
if (first.refused > 0) throw new Error(`${first.refused} of the first ${count} answers were not 200`);

const seconds = first.seconds.at(-1);
writeFileSync(
  `${env.OUT_DIR}/${name}.json`,
  `${JSON.stringify({ server: env.LABEL, scenario: name, ready_s: readySeconds, first_s: seconds, first_thousands_s: first.seconds, requests: count, requests_per_s: count / seconds, ...usage }, null, 2)}\n`,
);
