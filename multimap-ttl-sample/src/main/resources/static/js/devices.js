import { path, request } from './api.js';
import { asText, countDown } from './countdown.js';
import { arrange, byId, fromTemplate, switchOff } from './dom.js';
import { messages, quoted } from './messages.js';

const KINDS = {
  BROWSER: { icon: '#i-browser', name: 'Browser', duration: 'Duration.ofSeconds(30)' },
  PHONE: { icon: '#i-phone', name: 'Phone', duration: 'Duration.ofMinutes(5)' },
};

const form = byId('account');
const logins = byId('logins');

let act;

export function account() {
  return form.elements.account.value.trim();
}

/** Which of the devices this browser is, for this account. */
function here() {
  return localStorage.getItem(`device of ${account()}`);
}

function isHere({ kind, id }) {
  return kind === 'BROWSER' && id === here();
}

function java({ kind, id }) {
  return `new Device(${kind}, ${quoted(id)})`;
}

async function logIn(kind) {
  const { device, loggedOut } = await request(`${path('devices', account())}?kind=${kind}`, { method: 'POST' });
  if (kind === 'BROWSER') {
    localStorage.setItem(`device of ${account()}`, device.id);
  }
  const { name, duration } = KINDS[kind];
  const left = loggedOut.map((other) => `${isHere(other) ? 'This browser' : `${KINDS[other.kind].name} ${other.id}`} had to leave:`
    + ' its login would have ended first.');
  return [[`${name} ${device.id} is logged in.`, ...left].join(' '),
    `logins.addAndCount(${quoted(account())}, ${java(device)}, ${duration}).evicted() → [${loggedOut.map(java).join(', ')}]`];
}

async function use(device) {
  await request(path('devices', account(), device.kind, device.id, 'use'), { method: 'POST' });
  const { name, duration } = KINDS[device.kind];
  return [`${name} ${device.id} was used, and has its whole time again.`,
    `logins.expire(${quoted(account())}, ${java(device)}, ${duration}) → true`];
}

async function logOut(device) {
  await request(path('devices', account(), device.kind, device.id), { method: 'DELETE' });
  return [`${KINDS[device.kind].name} ${device.id} is logged out.`,
    `logins.remove(${quoted(account())}, ${java(device)}) → true`];
}

async function logOutEverywhere() {
  await request(path('devices', account()), { method: 'DELETE' });
  return [`${account()} is logged out everywhere.`, `logins.delete(${quoted(account())}) → 1`];
}

function makeLogin(login) {
  const element = fromTemplate('login');
  const { icon, name } = KINDS[login.kind];
  element.querySelector('use').setAttribute('href', icon);
  element.querySelector('b').textContent = name;
  element.querySelector('small').textContent = login.id;
  const useButton = element.querySelector('.use');
  useButton.setAttribute('aria-label', `Use ${name} ${login.id}`);
  useButton.addEventListener('click', () => act(() => use(login)));
  const out = element.querySelector('.out');
  out.setAttribute('aria-label', `Log out ${name} ${login.id}`);
  out.addEventListener('click', () => act(() => logOut(login)));
  return element;
}

function showLogin(element, login) {
  element.classList.toggle('here', isHere(login));
  element.querySelector('b').textContent = isHere(login) ? 'This browser' : KINDS[login.kind].name;
  const text = element.querySelector('.remaining');
  const left = element.querySelector('.left');
  countDown(element, login, login.lifetimeMillis, (remaining, full) => {
    left.style.strokeDashoffset = 100 - 100 * remaining / full;
    const time = asText(remaining);
    if (text.textContent !== time) {
      text.textContent = time;
    }
  });
}

export function showDevices(devices) {
  arrange(logins, devices, ({ kind, id }) => `${kind} ${id}`, makeLogin, showLogin);
  byId('nowhere').hidden = devices.length > 0;
  switchOff(byId('log-out-everywhere'), devices.length === 0);
}

export function startDevices(refresh) {
  act = messages(byId('device-message'), refresh);
  form.elements.account.value = localStorage.getItem('account') ?? 'sam';
  form.elements.account.addEventListener('input', () => {
    localStorage.setItem('account', account());
    refresh();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  const press = (id, action) => byId(id).addEventListener('click', () => form.reportValidity() && act(action));
  press('log-in-browser', () => logIn('BROWSER'));
  press('log-in-phone', () => logIn('PHONE'));
  press('log-out-everywhere', logOutEverywhere);
}
