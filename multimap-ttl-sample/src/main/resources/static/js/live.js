import { path } from './api.js';
import { makeCourier, showTime } from './courier.js';
import { arrange, byId, setText } from './dom.js';

/** An event comes every second, so after so long without one something is wrong, even if the connection is there. */
const SILENCE_MILLIS = 5000;
const RETRY_MILLIS = 1000;

const zone = new URLSearchParams(location.search).get('zone') ?? 'Harbour';
const state = byId('state');

let source;
let next;

function listen() {
  stop();
  source = new EventSource(path('zones', zone, 'live'));
  source.addEventListener('message', ({ data }) => {
    show(JSON.parse(data));
    tell('live', 'Live');
    expectMore();
  });
  source.addEventListener('error', lost);
  expectMore();
}

function stop() {
  clearTimeout(next);
  source?.close();
}

function expectMore() {
  clearTimeout(next);
  next = setTimeout(lost, SILENCE_MILLIS);
}

/** A browser connects again by itself, but not after an answer that is no stream, and not while there is silence. */
function lost() {
  stop();
  tell('lost', 'Connection lost, trying again. What you see is from before.');
  next = setTimeout(listen, RETRY_MILLIS);
}

function tell(name, text) {
  document.body.classList.toggle('stale', name === 'lost');
  state.dataset.state = name;
  setText(state, text);
}

function show({ size, couriers, usualMillis }) {
  arrange(byId('couriers'), couriers, ({ courier }) => courier, ({ courier }) => makeCourier(courier),
    (element, presence) => showTime(element, presence, usualMillis));
  byId('nobody').hidden = size > 0;
  byId('rest').hidden = size === couriers.length;
  setText(byId('rest'), `and ${(size - couriers.length).toLocaleString('en')} more, who stay longer`);
}

document.title = `${zone}, live`;
byId('zone').textContent = zone;
byId('events').href = path('zones', zone, 'live');

/* A browser has six connections for all its tabs, and a tab that nobody sees would keep one */
document.addEventListener('visibilitychange', () => (document.hidden ? stop() : listen()));
listen();
