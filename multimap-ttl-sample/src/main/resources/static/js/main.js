import { path, request } from './api.js';
import { showBoard, startBoard } from './board.js';
import { onGone } from './countdown.js';
import { account, showDevices, startDevices } from './devices.js';
import { byId } from './dom.js';
import { startImport } from './imports.js';
import { showRedis } from './redis.js';
import { showSimulator, simulatorChanges, startSimulator } from './simulator.js';
import { tick } from './steps.js';
import { selected, startTabs } from './tabs.js';

const POLL_MILLIS = 1000;
const HURRY_MILLIS = 350;

/** Of its time a page spends at most a quarter on asking, however much there is to answer... */
const LEISURE = 3;
/** ...but it never stays without news for longer than this. */
const LONGEST_PAUSE_MILLIS = 5000;

const trouble = byId('trouble');

let latestPoll = 0;
let nextPoll;
let hurried = false;

/**
 * Asks how things are and shows that. Each answer is the whole truth, so a page that was asleep, or whose
 * server was away, is right again with the next one. Answers that were overtaken are dropped.
 */
async function poll() {
  clearTimeout(nextPoll);
  hurried = false;
  const thisPoll = ++latestPoll;
  const start = performance.now();
  const isLatest = () => thisPoll === latestPoll;
  try {
    const show = await (selected() === 'board' ? askForBoard() : askForDevices());
    if (isLatest()) {
      showTrouble(undefined);
      show();
    }
  }
  catch (error) {
    if (isLatest()) {
      showTrouble(`${error.message}. What you see is from before${error.staysSo ? '' : '; it goes on by itself'}.`);
    }
  }
  if (isLatest() && !document.hidden) {
    nextPoll = setTimeout(poll, pauseAfter(performance.now() - start));
  }
}

function pauseAfter(asked) {
  return Math.min(LONGEST_PAUSE_MILLIS, Math.max(POLL_MILLIS, LEISURE * asked));
}

async function askForBoard() {
  const changes = simulatorChanges();
  const [board, redis] = await Promise.all([request('board'), request('redis')]);
  return () => {
    showBoard(board, redis);
    showSimulator(board.simulator, changes);
    showRedis(redis, board.zones.reduce((sum, zone) => sum + zone.size, 0));
    if (redis.keys === 0 && !board.simulator.running) {
      tick('zero');
    }
  };
}

async function askForDevices() {
  const devices = account() ? await request(path('devices', account())) : [];
  return () => showDevices(devices);
}

function showTrouble(text) {
  document.body.classList.toggle('stale', text !== undefined);
  trouble.hidden = text === undefined;
  if (text !== undefined && trouble.textContent !== text) {
    trouble.textContent = text;
  }
}

onGone((element) => {
  if (element.matches('.courier')) {
    tick('vanish');
  }
  if (!hurried) {
    hurried = true;
    clearTimeout(nextPoll);
    nextPoll = setTimeout(poll, HURRY_MILLIS);
  }
});

document.addEventListener('visibilitychange', () => !document.hidden && poll());

startBoard(poll);
startSimulator(poll);
startImport(poll);
startDevices(poll);
startTabs(poll);
