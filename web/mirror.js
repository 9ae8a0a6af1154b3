// The interface as elements, for screen readers and the keyboard: every control that the program
// draws stands here too, at its place and in reading order, seen by nobody. What is pressed here is
// told to the program, which presses the real one.
// Not a second interface: it decides nothing. The keys are listed in src/app/mirror.h.

const arrows = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const partTags = { nav: 'nav', header: 'section', picture: 'section', side: 'section', transport: 'section' };
const tags = {
  text: 'p', heading: 'h3', alert: 'p', button: 'button', link: 'button', switch: 'button', radio: 'button',
  slider: 'input', choice: 'select', field: 'div', note: 'span', progress: 'div', chart: 'figure', table: 'div',
};

function set(element, name, value) {
  if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
function make(tag, role) {
  const element = document.createElement(tag);
  if (role) element.setAttribute('role', role);
  return element;
}

// root: where it is built; canvas: the picture; act(action): tells the program; fieldOf(name): the
// text field that the program shows at the moment, if any.
export function createMirror({ root, canvas, act, fieldOf }) {
  const nodes = new Map();     // key -> what the program told
  const elements = new Map();  // key -> element
  const parts = new Map();     // part -> element
  const groups = new Map();    // part and group -> element
  const open = new Set();      // names of charts whose tables are shown
  let words = {};
  let at = '';                 // key of what the program's own keyboard is at
  let origin = null;           // key from which a popup was opened
  let trapped = '';            // popup that has the keyboard
  let quiet = false;           // focus moves without telling

  const keyOf = element => element?.closest?.('[data-key]')?.dataset.key;
  const focusable = element => element.matches('button, input, select, textarea, [tabindex]');
  function targetOf(element) {
    if (!element) return null;
    if (focusable(element)) return element;
    return element.querySelector('.field, .proxy, [role="application"], button');
  }

  // --- One element.
  function place(element, box) {
    const style = element.style;
    const [x, y, width, height] = box ?? [0, 0, 1, 1];
    style.left = x + 'px';
    style.top = y + 'px';
    style.width = Math.max(1, width) + 'px';
    style.height = Math.max(1, height) + 'px';
  }
  function fillTable(holder, node, name) {
    let table = holder.querySelector('table');
    if (!node.head) {
      table?.remove();
      return;
    }
    const told = JSON.stringify([node.head, node.cells, node.rows]);
    if (table?.told === told) return;
    const fresh = make('table');
    fresh.told = told;
    const caption = make('caption');
    const count = node.cells.length < node.rows ? words['rows.some'] : words['rows.all'];
    caption.textContent = `${name} ${(count ?? '').replace('{0}', node.cells.length).replace('{1}', node.rows)}`.trim();
    const row = (cells, tag) => {
      const line = make('tr');
      for (const cell of cells) {
        const one = make(tag);
        if (tag === 'th') one.scope = 'col';
        one.textContent = cell;
        line.append(one);
      }
      return line;
    };
    const head = make('thead'), body = make('tbody');
    head.append(row(node.head, 'th'));
    for (const cells of node.cells) body.append(row(cells, 'td'));
    fresh.append(caption, head, body);
    if (table) table.replaceWith(fresh);
    else holder.append(fresh);
  }
  function fillChart(element, node) {
    let [summary, cells, button] = element.parts ?? [];
    if (!summary) {
      summary = make('p');
      cells = make('div', 'application');
      cells.tabIndex = 0;
      button = make('button');
      button.type = 'button';
      button.className = 'table';
      element.parts = [summary, cells, button];
      element.append(summary);
    }
    set(element, 'aria-label', node.label);
    say(summary, node.value ?? '');
    if (node.move) {
      set(cells, 'aria-label', `${node.label}. ${node.value ?? ''}`);
      if (!cells.isConnected || cells.parentNode !== element) summary.after(cells);
    } else {
      cells.remove();
    }
    if (node.rows !== undefined) {
      if (button.parentNode !== element) element.append(button);
      set(button, 'aria-expanded', open.has(node.name));
      say(button, `${words[open.has(node.name) ? 'table.hide' : 'table.show'] ?? ''}: ${node.label}`);
    } else {
      button.remove();
    }
    fillTable(element, open.has(node.name) ? node : {}, node.label);
  }
  function fillField(element, node) {
    element.dataset.field = node.name;
    const field = fieldOf(node.name);
    let proxy = element.querySelector('.proxy');
    if (field) {
      adopt(node.name, field);
      if (field.parentNode === element) proxy?.remove();
      return;
    }
    // The program does not show it now (out of sight, or not to be changed): something to walk to.
    if (!proxy) {
      proxy = make('input');
      proxy.className = 'proxy';
      proxy.readOnly = true;
      element.append(proxy);
    }
    set(proxy, 'aria-label', node.label || node.name);
    set(proxy, 'aria-disabled', node.off ? 'true' : null);
    if (proxy.value !== (node.value ?? '')) proxy.value = node.value ?? '';
  }
  function fill(element, node) {
    const role = node.role;
    place(element, node.at);
    if (node.help) set(element, 'aria-description', node.help);
    else element.removeAttribute('aria-description');
    switch (role) {
      case 'text': case 'alert': case 'heading':
        say(element, node.label);
        break;
      case 'note':
        say(element, node.label);
        break;
      case 'button': case 'link': case 'switch': case 'radio':
        say(element, node.label || node.name);
        set(element, 'aria-disabled', node.off ? 'true' : null);
        if (role === 'switch' || role === 'radio') set(element, 'aria-checked', node.on === true ? 'true' : 'false');
        else set(element, 'aria-current', node.on ? 'true' : null);
        break;
      case 'slider': {
        const scale = value => (node.log ? Math.log10(value) : value);
        set(element, 'aria-label', node.label || node.name);
        set(element, 'aria-disabled', node.off ? 'true' : null);
        set(element, 'step', node.whole ? 1 : 'any');
        set(element, 'min', scale(node.low));
        set(element, 'max', scale(node.high));
        set(element, 'aria-valuetext', node.value);
        const now = String(scale(node.now));
        if (element.value !== now) element.value = now;
        break;
      }
      case 'choice': {
        set(element, 'aria-label', node.label || node.name);
        set(element, 'aria-disabled', node.off ? 'true' : null);
        const told = JSON.stringify(node.choices);
        if (element.told !== told) {
          element.told = told;
          element.replaceChildren(...node.choices.map((choice, i) => {
            const option = make('option');
            option.value = String(i);
            option.textContent = choice;
            return option;
          }));
        }
        if (element.selectedIndex !== node.chosen) element.selectedIndex = node.chosen;
        break;
      }
      case 'field':
        fillField(element, node);
        break;
      case 'progress':
        set(element, 'aria-label', words.transport ?? '');
        set(element, 'aria-valuemin', 0);
        set(element, 'aria-valuemax', 100);
        set(element, 'aria-valuenow', Math.round(100 * node.now));
        set(element, 'aria-valuetext', node.label);
        break;
      case 'chart':
        fillChart(element, node);
        break;
      case 'table':
        fillTable(element, node, node.label);
        break;
    }
  }
  function elementOf(key) {
    const node = nodes.get(key);
    let element = elements.get(key);
    const kind = node.role + (node.level ?? '');
    if (element && element.kind !== kind) {
      element.remove();
      element = null;
    }
    if (!element) {
      element = make(node.role === 'heading' ? 'h' + node.level : tags[node.role] ?? 'p');
      element.kind = kind;
      element.className = 'mirrored';
      element.dataset.key = key;
      if (element.tagName === 'BUTTON') element.type = 'button';
      if (node.role === 'slider') element.type = 'range';
      if (['switch', 'radio', 'alert', 'note'].includes(node.role)) element.setAttribute('role', node.role);
      if (node.role === 'progress') element.setAttribute('role', 'progressbar');
      if (node.role === 'note') element.tabIndex = 0;
      elements.set(key, element);
      element.stale = true;
    }
    return element;
  }

  // --- Order. Whoever has the focus stays where it is; the others move around it.
  function arrange(parent, wanted) {
    const kept = document.activeElement;
    let cursor = parent.firstChild;
    for (const element of wanted) {
      if (cursor === element) {
        cursor = cursor.nextSibling;
        continue;
      }
      if (element.parentNode === parent && element.contains(kept)) {
        while (cursor && cursor !== element) {
          const next = cursor.nextSibling;
          parent.append(cursor);
          cursor = next;
        }
        cursor = element.nextSibling;
      } else {
        parent.insertBefore(element, cursor);
      }
    }
  }
  function arrangeGroup(part, told) {
    const id = part + ' ' + told.group;
    let group = groups.get(id);
    if (!group) {
      group = make('div');
      group.className = 'group';
      groups.set(id, group);
    }
    group.used = true;
    set(group, 'role', told.radio ? 'radiogroup' : 'group');
    set(group, 'aria-label', told.label ?? (told.group === 'labs' ? words.nav : null));
    const members = told.keys.filter(key => nodes.has(key)).map(elementOf);
    arrange(group, members);
    for (const stray of [...group.children]) if (!members.includes(stray)) stray.remove();
    rove(group);
    return group;
  }
  // One of a group is on the way of Tab: the chosen one, or the one that was last walked to.
  function rove(group) {
    const members = [...group.children].filter(child => child.tagName === 'BUTTON');
    const walked = members.find(m => m === document.activeElement) ?? members.find(m => m.walked);
    const chosen = members.find(m => m.getAttribute('aria-checked') === 'true' || m.hasAttribute('aria-current'));
    const stop = (members.includes(document.activeElement) ? document.activeElement : null) ?? chosen ?? walked ?? members[0];
    for (const member of members) member.tabIndex = member === stop ? 0 : -1;
  }
  function arrangeAll(order) {
    for (const group of groups.values()) group.used = false;
    const used = new Set(), top = [];
    for (const told of order) {
      let part = parts.get(told.part);
      const popup = told.part.startsWith('popup:');
      if (!part) {
        part = popup ? make('div', 'dialog') : make(partTags[told.part] ?? 'section');
        part.className = 'part';
        if (popup) part.tabIndex = -1;
        parts.set(told.part, part);
      }
      used.add(told.part);
      const wanted = told.keys.filter(one => typeof one === 'object' || nodes.has(one))
        .map(one => (typeof one === 'object' ? arrangeGroup(told.part, one) : elementOf(one)));
      arrange(part, wanted);
      for (const stray of [...part.children]) if (!wanted.includes(stray)) stray.remove();
      set(part, 'aria-label', words[popup ? 'popup' : told.part] ?? told.part);
      if (popup) {
        const first = told.keys.find(one => typeof one === 'string' && ['text', 'heading'].includes(nodes.get(one)?.role));
        if (first) set(part, 'aria-label', nodes.get(first).label);
      }
      top.push(part);
    }
    // Fields that nothing here stands for stay at the end.
    const loose = [...root.children].filter(child => child.classList.contains('field'));
    arrange(root, [...top, ...loose]);
    for (const [name, part] of parts) {
      if (used.has(name)) continue;
      part.remove();
      parts.delete(name);
    }
    for (const [id, group] of groups) if (!group.used) groups.delete(id);
    const named = new Set(order.flatMap(p => p.keys.flatMap(one => (typeof one === 'object' ? one.keys : [one]))));
    for (const key of [...nodes.keys()]) {
      if (named.has(key)) continue;
      nodes.delete(key);
      elements.get(key)?.remove();
      elements.delete(key);
    }
  }

  // --- Popups have the keyboard while they are open, if the keyboard was here.
  const popups = () => [...parts].filter(([name]) => name.startsWith('popup:'));
  function walk(element) {
    if (!element) return;
    quiet = false;
    element.focus({ preventScroll: true });
  }
  function followPopups(had) {
    const now = popups().map(([name]) => name);
    const newest = now.at(-1) ?? '';
    let goal = null;
    if (newest && newest !== trapped && had) {
      if (!trapped) origin = had;
      trapped = newest;
      const inside = parts.get(newest);
      goal = inside.querySelector('[aria-checked="true"]') ?? [...inside.querySelectorAll('*')].find(e => focusable(e) && e.tabIndex >= 0) ?? inside;
    } else if (trapped && !now.includes(trapped)) {
      trapped = newest;
      const lost = document.activeElement === document.body || document.activeElement === null;
      if (trapped) goal = targetOf(parts.get(trapped));
      else if (lost) goal = targetOf(elements.get(origin));
      if (!trapped) origin = null;
    }
    // First: what is inert takes no focus.
    for (const [name, part] of parts) part.inert = trapped !== '' && name !== trapped;
    walk(goal);
  }

  // --- From the program.
  function update(json) {
    const told = JSON.parse(json);
    const active = document.activeElement;
    const had = root.contains(active) && !active.classList.contains('field') ? keyOf(active) : null;
    const walkable = () => [...elements].filter(([, e]) => e.isConnected && targetOf(e)).map(([key]) => key);
    const place = had ? walkable().indexOf(had) : -1;
    if (told.words) words = told.words;
    if (told.at !== undefined) at = told.at;
    for (const [key, node] of Object.entries(told.nodes ?? {})) {
      nodes.set(key, node);
      if (elements.has(key)) fill(elementOf(key), node);
    }
    if (told.order) {
      arrangeAll(told.order);
    } else {
      for (const group of groups.values()) rove(group);
    }
    for (const [key, element] of elements) {
      if (!element.stale) continue;
      element.stale = false;
      fill(element, nodes.get(key));
    }
    if (told.order) for (const group of groups.values()) rove(group);
    if (told.words) for (const [key, node] of nodes) if (node.role === 'chart') fill(elementOf(key), node);
    followPopups(had);
    // What had the focus is gone: the one that took its place has it.
    if (had && !root.contains(document.activeElement)) {
      const left = walkable();
      walk(targetOf(elements.get(elements.has(had) ? had : left[Math.min(Math.max(place, 0), left.length - 1)])));
    }
  }
  // A text field is shown: it stands where the program has it in reading order.
  function adopt(name, field) {
    const slot = [...root.querySelectorAll('[data-field]')].find(s => s.dataset.field === name);
    if (!slot) {
      if (!field.isConnected) root.append(field);
      return;
    }
    const proxy = slot.querySelector('.proxy');
    const walkedHere = proxy === document.activeElement;
    if (field.parentNode !== slot && field !== document.activeElement) slot.append(field);
    if (field.parentNode !== slot) return;
    proxy?.remove();
    if (walkedHere) field.focus({ preventScroll: true });
  }
  // It is not shown any longer; focused: it had the keyboard, which stays at its place.
  function abandon(name, focused) {
    const slot = [...root.querySelectorAll('[data-field]')].find(s => s.dataset.field === name);
    const node = slot ? nodes.get(slot.dataset.key) : null;
    if (!node) return false;
    fillField(slot, node);
    const proxy = slot.querySelector('.proxy');
    if (!focused || !proxy) return false;
    quiet = true;  // scrolled away on purpose: do not scroll back
    proxy.focus({ preventScroll: true });
    quiet = false;
    return true;
  }

  // --- From the person.
  root.addEventListener('click', event => {
    const element = event.target.closest('[data-key]');
    const node = nodes.get(element?.dataset.key);
    if (!node || node.off || event.target.classList.contains('field')) return;
    if (event.target.classList.contains('table')) {
      const show = !open.has(node.name);
      if (show) open.add(node.name);
      else open.delete(node.name);
      act({ table: node.name, open: show });
      fillChart(element, node);
      return;
    }
    if (['button', 'link', 'switch', 'radio'].includes(node.role)) act({ press: node.name });
  });
  root.addEventListener('input', event => {
    const node = nodes.get(keyOf(event.target));
    if (node?.role !== 'slider' || event.target.classList.contains('field')) return;
    if (node.off) {
      event.target.value = String(node.log ? Math.log10(node.now) : node.now);
      return;
    }
    const value = Number(event.target.value);
    act({ set: node.name, value: String(node.log ? 10 ** value : value) });
  });
  root.addEventListener('change', event => {
    const node = nodes.get(keyOf(event.target));
    if (node?.role === 'choice' && !node.off) act({ set: node.name, value: event.target.value });
  });
  root.addEventListener('focusin', event => {
    if (quiet) return;
    if (event.target.classList.contains('field')) {
      act({ blur: true });
      return;
    }
    const node = nodes.get(keyOf(event.target));
    if (!node) return;
    const group = event.target.closest('.group');
    if (group) {
      for (const member of group.children) member.walked = member === event.target;
      rove(group);
    }
    canvas.classList.remove('pointer');
    if (node.name) act({ focus: node.name });
  });
  root.addEventListener('focusout', event => {
    if (!root.contains(event.relatedTarget) && !event.target.classList.contains('field')) act({ blur: true });
  });
  root.addEventListener('keydown', event => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (target.classList.contains('field')) {
      if (event.key === 'Escape' && trapped) act({ escape: true });
      return;
    }
    const node = nodes.get(keyOf(target));
    const own = ['INPUT', 'SELECT'].includes(target.tagName) && !target.classList.contains('proxy');
    if (event.key === 'Escape') {
      act({ escape: true });
      event.preventDefault();
      return;
    }
    if (target.getAttribute('role') === 'application' && node) {
      if (event.key in arrows || ['+', '=', '-', '0'].includes(event.key)) act({ set: node.name, value: event.key });
      else if (event.key === 'Enter' || event.key === ' ') act({ press: node.name });
      else return;
      event.preventDefault();
      return;
    }
    const group = target.closest('.group');
    if (group && (event.key in arrows || event.key === 'Home' || event.key === 'End')) {
      const members = [...group.children].filter(child => child.tagName === 'BUTTON');
      const here = members.indexOf(target);
      const next = event.key === 'Home' ? 0 : event.key === 'End' ? members.length - 1
        : Math.min(members.length - 1, Math.max(0, here + arrows[event.key]));
      walk(members[next]);
      if (node?.role === 'radio' && next !== here && !trapped) members[next].click();
      event.preventDefault();
    } else if (!own && (event.key === 'PageDown' || event.key === 'PageUp')) {
      act({ scroll: event.key === 'PageDown' ? 1 : -1 });
      event.preventDefault();
    }
  });
  // Tab leaves the canvas at the control that was used last.
  canvas.addEventListener('keydown', event => {
    if (event.key !== 'Tab') return;
    const target = targetOf(elements.get(at));
    if (!target) return;
    quiet = true;
    target.focus({ preventScroll: true });  // and the browser goes on from here
    quiet = false;
  });

  return { update, adopt, abandon };
}
