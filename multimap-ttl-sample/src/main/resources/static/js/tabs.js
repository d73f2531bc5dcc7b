import { byId } from './dom.js';

const tabs = [byId('tab-board'), byId('tab-devices')];

export function selected() {
  return tabs.find((tab) => tab.getAttribute('aria-selected') === 'true').getAttribute('aria-controls');
}

function select(tab, changed) {
  for (const each of tabs) {
    const isSelected = each === tab;
    each.setAttribute('aria-selected', isSelected);
    each.tabIndex = isSelected ? 0 : -1;
    byId(each.getAttribute('aria-controls')).hidden = !isSelected;
  }
  changed();
}

function fromAddress(changed) {
  select(location.hash === '#my-devices' ? tabs[1] : tabs[0], changed);
}

export function startTabs(changed) {
  for (const tab of tabs) {
    tab.addEventListener('click', () => {
      history.replaceState(null, '', tab === tabs[1] ? '#my-devices' : location.pathname);
      select(tab, changed);
    });
    tab.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
        other.focus();
        other.click();
      }
    });
  }
  addEventListener('hashchange', () => fromAddress(changed));
  fromAddress(changed);
}
