import { path, request } from './api.js';
import { asText, countDown } from './countdown.js';
import { arrange, byId, count, fromTemplate, setText } from './dom.js';
import { messages, quoted } from './messages.js';
import { tick } from './steps.js';

const LONG_SHIFT = '2m';

const zones = byId('zones');
const form = byId('ping');
const menu = byId('move-menu');

let act;
let usualMillis = 20000;
let names = [];
let riding = new Set();
let ghosts = new Map();

async function ping(zone, courier, ttl) {
  const query = ttl ? `?ttl=${encodeURIComponent(ttl)}` : '';
  const answer = await request(`${path('zones', zone, 'couriers', courier)}${query}`, { method: 'POST' });
  tick('ping');
  const time = ttl ? `, ${duration(ttl)}` : '';
  const text = answer.newInZone ? `${courier} is new in ${zone}, for ${asText(answer.remainingMillis)}.`
    : `${courier} is still in ${zone}, for ${asText(answer.remainingMillis)} from now on.`;
  return [text, `couriers.add(${quoted(zone)}, ${quoted(courier)}${time}) → ${answer.newInZone}`];
}

function duration(ttl) {
  return ttl.endsWith('m') ? `Duration.ofMinutes(${parseInt(ttl, 10)})` : `Duration.ofSeconds(${ttl})`;
}

async function move(zone, courier, to) {
  await request(`${path('zones', zone, 'couriers', courier, 'move')}?to=${encodeURIComponent(to)}`, { method: 'POST' });
  return [`${courier} has moved from ${zone} to ${to}.`,
    `couriers.add(${quoted(to)}, ${quoted(courier)}, …); couriers.remove(${quoted(zone)}, ${quoted(courier)}) → true`];
}

async function silence(courier) {
  await request(path('simulator', 'couriers', courier), { method: 'DELETE' });
  return [`${courier} pings no more. Nothing else was done: watch the time run out.`];
}

async function close(zone) {
  await request(path('zones', zone), { method: 'DELETE' });
  return [`${zone} is closed, and nobody is there.`, `couriers.delete(${quoted(zone)}) → 1`];
}

function showZone(element, { zone, size, couriers }) {
  setText(element.querySelector('.size'), size > 0 ? size.toLocaleString('en') : '');
  element.querySelector('.close').disabled = size === 0;
  const byName = [...couriers].sort((one, other) => one.courier.localeCompare(other.courier, 'en', { numeric: true }));
  arrange(element.querySelector('ol'), byName, (presence) => presence.courier,
    (presence) => makeCourier(zone, presence.courier), showCourier, zones);
  const rest = element.querySelector('.rest');
  rest.hidden = size <= couriers.length;
  setText(rest, `and ${(size - couriers.length).toLocaleString('en')} more`);
  showGhosts(element);
}

function showGhosts(element) {
  const set = ghosts.get(element.dataset.zone);
  const haunted = element.querySelector('.haunted');
  haunted.hidden = !set || set.ghosts === 0;
  if (set) {
    setText(haunted.querySelector('span'), `plain set: ${count(set.ghosts, 'ghost')}`);
  }
}

function makeZone({ zone }) {
  const element = fromTemplate('zone');
  element.dataset.zone = zone;
  element.setAttribute('aria-label', zone);
  element.querySelector('h3').textContent = zone;
  label(element.querySelector('.close'), `Close ${zone}`).addEventListener('click', () => act(() => close(zone)));
  element.addEventListener('dragover', (event) => {
    event.preventDefault();
    element.classList.add('over');
  });
  element.addEventListener('dragleave', () => element.classList.remove('over'));
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    element.classList.remove('over');
    const dragged = JSON.parse(event.dataTransfer.getData('application/x-courier') || 'null');
    if (dragged && dragged.zone !== zone) {
      act(() => move(dragged.zone, dragged.courier, zone));
    }
  });
  return element;
}

function label(button, text) {
  button.setAttribute('aria-label', text);
  return button;
}

function makeCourier(zone, courier) {
  const element = fromTemplate('courier');
  element.querySelector('.avatar').textContent = Array.from(courier.trim())[0].toUpperCase();
  element.querySelector('.avatar').style.setProperty('--hue', hue(courier));
  const name = element.querySelector('.name');
  name.textContent = courier;
  name.title = courier;
  label(element.querySelector('progress'), `Time left for ${courier}`);
  label(element.querySelector('.again'), `Ping ${courier}`).addEventListener('click', () => act(() => ping(zone, courier)));
  label(element.querySelector('.move'), `Move ${courier} to another zone`)
    .addEventListener('click', (event) => openMenu(event.currentTarget, zone, courier));
  label(element.querySelector('.long'), `Long shift for ${courier}, 2 minutes`)
    .addEventListener('click', () => act(() => ping(zone, courier, LONG_SHIFT)));
  element.querySelector('.silent').addEventListener('click', () => act(() => silence(courier)));
  element.addEventListener('dragstart', (event) =>
    event.dataTransfer.setData('application/x-courier', JSON.stringify({ zone, courier })));
  return element;
}

function showCourier(element, presence) {
  const bar = element.querySelector('progress');
  const text = element.querySelector('.remaining');
  countDown(element, presence, usualMillis, (remaining, full) => {
    bar.max = full;
    bar.value = remaining;
    const time = asText(remaining);
    if (text.textContent !== time) {
      text.textContent = time;
      bar.setAttribute('aria-valuetext', time);
    }
  });
  const rides = riding.has(presence.courier);
  element.classList.toggle('riding', rides);
  const silent = element.querySelector('.silent');
  silent.disabled = !rides;
  silent.title = rides ? 'Go silent: ping no more' : 'Silent already: only you ping for this courier';
  label(silent, rides ? `Let ${presence.courier} go silent` : `${presence.courier} is silent already`);
}

function hue(text) {
  return Array.from(text).reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 360, 7);
}

function openMenu(button, zone, courier) {
  menu.replaceChildren(...names.filter((name) => name !== zone).map((name) => {
    const choice = document.createElement('button');
    choice.type = 'button';
    choice.textContent = name;
    choice.addEventListener('click', () => {
      menu.hidePopover();
      act(() => move(zone, courier, name));
    });
    return choice;
  }));
  menu.showPopover();
  const place = button.getBoundingClientRect();
  const left = Math.min(place.left, innerWidth - menu.offsetWidth - 8);
  const below = place.bottom + 4;
  const top = below + menu.offsetHeight > innerHeight ? Math.max(8, place.top - menu.offsetHeight - 4) : below;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${top}px`;
  menu.firstElementChild?.focus();
}

/** A menu that stays while the page moves under it would point at somebody else. */
addEventListener('scroll', () => menu.matches(':popover-open') && menu.hidePopover(), { passive: true });

export function showBoard(board, redis) {
  usualMillis = board.usualMillis;
  riding = new Set(board.riding);
  ghosts = new Map((redis?.plainSets?.sets ?? []).map((set) => [set.zone, set]));
  const known = board.zones.map(({ zone }) => zone);
  if (known.join('\n') !== names.join('\n')) {
    names = known;
    byId('known-zones').replaceChildren(...names.map((name) => new Option(name, name)));
  }
  form.elements.ttl.placeholder = Math.round(usualMillis / 1000);
  arrange(zones, board.zones, ({ zone }) => zone, makeZone, showZone);
  byId('more').hidden = board.moreZones === 0;
  setText(byId('more'), `and ${count(board.moreZones, 'more zone')}`);
  byId('latest').hidden = board.latest.length === 0;
  setText(byId('latest').querySelector('span'), board.latest.join(', '));
}

export function startBoard(refresh) {
  act = messages(byId('message'), refresh);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { zone, courier, ttl } = Object.fromEntries(new FormData(form));
    act(() => ping(zone.trim(), courier.trim(), ttl));
  });
  byId('clear-plain').addEventListener('click', () => act(async () => {
    await request('redis/plain-sets', { method: 'DELETE' });
    return ['The plain sets are deleted. That is the clean-up job that the multimap does not need.'];
  }));
}
