const POLL_MILLIS = 1000;
const DRAW_MILLIS = 100;
const PATIENCE_MILLIS = 5000;
const SOON_MILLIS = 5000;

const page = {
  summary: document.getElementById('summary'),
  ping: document.getElementById('ping'),
  knownZones: document.getElementById('known-zones'),
  message: document.getElementById('message'),
  trouble: document.getElementById('trouble'),
  zones: document.getElementById('zones'),
  nobody: document.getElementById('nobody'),
  zoneTemplate: document.getElementById('zone'),
  courierTemplate: document.getElementById('courier'),
};

/** What is known of each courier's element: until when it counts down, and from what. */
const countdowns = new WeakMap();

let latestPoll = 0;
let nextPoll;

async function request(path, method = 'GET') {
  const response = await fetch(path, { method, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLIS) })
    .catch(() => { throw new Error('The board does not answer'); });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The board answered ${response.status}`);
  }
  return response.status === 204 ? undefined : response.json();
}

function zonePath(zone) {
  return `zones/${encodeURIComponent(zone)}`;
}

function courierPath(zone, courier) {
  return `${zonePath(zone)}/couriers/${encodeURIComponent(courier)}`;
}

async function ping(zone, courier, ttl) {
  const query = ttl ? `?ttl=${encodeURIComponent(ttl)}` : '';
  const answer = await request(courierPath(zone, courier) + query, 'POST');
  return answer.newInZone ? `${courier} is new in ${zone}.` : `${courier} is still in ${zone}.`;
}

async function leave(zone, courier) {
  await request(courierPath(zone, courier), 'DELETE');
  return `${courier} left ${zone}.`;
}

async function close(zone) {
  await request(zonePath(zone), 'DELETE');
  return `${zone} is closed.`;
}

/** Does what a button or the form asks for, says how it went, and shows the board as it is then. */
async function act(action) {
  try {
    page.message.textContent = await action();
  }
  catch (error) {
    page.message.textContent = `That did not work: ${error.message}.`;
  }
  await poll();
}

async function poll() {
  clearTimeout(nextPoll);
  const thisPoll = ++latestPoll;
  try {
    const [zones, redis] = await Promise.all([request('zones'), request('redis').catch(() => undefined)]);
    if (thisPoll === latestPoll) {
      showTrouble(undefined);
      show(zones, redis);
    }
  }
  catch (error) {
    if (thisPoll === latestPoll) {
      showTrouble(`${error.message}. What you see is from before.`);
    }
  }
  if (thisPoll === latestPoll && !document.hidden) {
    nextPoll = setTimeout(poll, POLL_MILLIS);
  }
}

function showTrouble(text) {
  document.body.classList.toggle('stale', text !== undefined);
  page.trouble.hidden = text === undefined;
  if (text !== undefined && page.trouble.textContent !== text) {
    page.trouble.textContent = text;
  }
}

function show(zones, redis) {
  const couriers = zones.reduce((sum, zone) => sum + zone.couriers.length, 0);
  const keys = redis ? `, ${count(redis.keys, 'key')} in Redis` : '';
  page.summary.textContent = `${count(couriers, 'courier')} in ${count(zones.length, 'zone')}${keys}`;
  page.nobody.hidden = zones.length > 0;
  page.knownZones.replaceChildren(...zones.map((zone) => new Option(zone.zone, zone.zone)));
  arrange(page.zones, zones, (zone) => zone.zone, makeZone, updateZone);
}

function count(number, thing) {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

/** Makes a parent's children those of the list, keeping the elements, and so the focus, of what stays. */
function arrange(parent, items, keyOf, make, update) {
  const present = new Map(Array.from(parent.children, (child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    let child = present.get(key);
    present.delete(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    if (parent.children[index] !== child) {
      const focused = child.contains(document.activeElement) ? document.activeElement : undefined;
      parent.insertBefore(child, parent.children[index] ?? null);
      focused?.focus();
    }
    update(child, item);
  });
  for (const child of present.values()) {
    if (child.contains(document.activeElement)) {
      page.zones.focus();
    }
    child.remove();
  }
}

function fromTemplate(template) {
  return template.content.firstElementChild.cloneNode(true);
}

function button(element, selector, label, action) {
  const found = element.querySelector(selector);
  found.setAttribute('aria-label', label);
  found.addEventListener('click', () => act(action));
}

function makeZone({ zone }) {
  const element = fromTemplate(page.zoneTemplate);
  element.setAttribute('aria-label', zone);
  element.querySelector('h2').textContent = zone;
  button(element, '.close', `Close zone ${zone}`, () => close(zone));
  return element;
}

function updateZone(element, { zone, couriers }) {
  arrange(element.querySelector('ol'), couriers, (courier) => courier.courier,
    (courier) => makeCourier(zone, courier), updateCourier);
}

function makeCourier(zone, { courier }) {
  const element = fromTemplate(page.courierTemplate);
  element.querySelector('.name').textContent = courier;
  element.querySelector('progress').setAttribute('aria-label', `Time left for ${courier}`);
  button(element, '.again', `Ping ${courier} in ${zone} again`, () => ping(zone, courier));
  button(element, '.leave', `${courier} leaves ${zone}`, () => leave(zone, courier));
  return element;
}

/**
 * The remaining time comes from the server; the browser only measures what has passed since,
 * so its own idea of the time of day does not matter. The bar is full after each ping.
 */
function updateCourier(element, { remainingMillis, expiresAt }) {
  const known = countdowns.get(element);
  const full = known?.expiresAt === expiresAt ? known.full : remainingMillis;
  countdowns.set(element, { expiresAt, full, end: performance.now() + remainingMillis });
  drain(element);
}

function drain(element) {
  const { full, end } = countdowns.get(element);
  const remaining = Math.max(0, end - performance.now());
  const bar = element.querySelector('progress');
  bar.max = full;
  bar.value = remaining;
  const text = asText(remaining);
  const label = element.querySelector('.remaining');
  if (label.textContent !== text) {
    label.textContent = text;
    bar.setAttribute('aria-valuetext', text);
  }
  element.classList.toggle('soon', remaining < SOON_MILLIS);
}

function asText(millis) {
  const seconds = Math.ceil(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}

page.ping.addEventListener('submit', (event) => {
  event.preventDefault();
  const { zone, courier, ttl } = Object.fromEntries(new FormData(page.ping));
  act(() => ping(zone.trim(), courier.trim(), ttl));
  page.ping.elements.courier.select();
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    poll();
  }
});

setInterval(() => page.zones.querySelectorAll('.courier').forEach(drain), DRAW_MILLIS);
poll();
