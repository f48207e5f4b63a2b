// VS Code as somebody at the keyboard sees it.

import { until } from './expect.mjs';

/** @import { Locator, Page } from 'playwright-core' */

/** How long a list may take to open before somebody presses the key again, in milliseconds. */
const PATIENCE = 5000;

export class Workbench {
  /** @type {Page} */
  page;
  /** @readonly @type {string | undefined} where screenshots go */
  #shots;

  /**
   * @param {Page} page
   * @param {string} [shots]
   */
  constructor(page, shots) {
    this.page = page;
    this.#shots = shots;
  }

  /** @param {string} address */
  async load(address) {
    await this.page.goto(address);
    await this.page.waitForSelector('.monaco-workbench');
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** @param {string} name */
  async shoot(name) {
    if (this.#shots !== undefined) {
      await this.page.screenshot({ path: `${this.#shots}/${name}.png` });
    }
  }

  /** @param {string} keys */
  press(keys) {
    return this.page.keyboard.press(keys);
  }

  /** @param {string} text */
  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Opens a file of the workspace by its name, which no other file's holds. @param {string} name */
  async open(name) {
    await this.#choose('Control+P', name, name);
    // The tab is there before the editor beneath it shows this file, and what is typed meanwhile goes into the file before.
    const editor = this.page.locator(`.editor-group-container.active .monaco-editor[data-uri$="/${name}"]`).first();
    await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** A file in the explorer. @param {string} name */
  file(name) {
    return this.page.locator('.explorer-folders-view').getByText(name, { exact: true });
  }

  /** Runs a command of the palette. @param {string} title */
  async command(title) {
    await this.#choose('F1', `>${title}`, title);
  }

  /** @param {string} title @returns {Promise<boolean>} whether the palette offers it */
  async offers(title) {
    await this.press('F1');
    await this.page.locator('.quick-input-widget input').first().waitFor();
    await this.type(title);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const number = await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).count();
    await this.press('Escape');
    return number > 0;
  }

  /**
   * Picks a row of a list that a key opens. A workbench that has just begun may close such a list, or take the keys that
   * were meant for it: then it is opened again.
   *
   * @param {string} key
   * @param {string} text
   * @param {string} row
   */
  async #choose(key, text, row) {
    const found = this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first();
    for (let attempt = 1; ; attempt++) {
      await this.press(key);
      try {
        await this.page.locator('.quick-input-widget input').first().fill(text, { timeout: 10_000 });
        await found.click({ timeout: 10_000 });
        return;
      } catch (error) {
        if (attempt === 5) {
          throw error;
        }
        await this.press('Escape');
      }
    }
  }

  /** Of the list that is open at the top. @param {string} row */
  async pick(row) {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().click();
  }

  /** Answers the question at the top. @param {string} text */
  async answer(text) {
    await this.page.locator('.quick-input-widget input').first().waitFor();
    await this.type(text);
    await this.press('Enter');
  }

  /** Lines as they stand in the editor, blanks of any kind as blanks. @param {string} text */
  line(text) {
    return this.page.locator('.editor-group-container.active .view-line', { hasText: text }).first();
  }

  /** The underline of a key. @param {'error' | 'info' | 'warning'} kind */
  squiggle(kind) {
    return this.page.locator(`.editor-group-container.active .monaco-editor .squiggly-${kind}`).first();
  }

  /**
   * Waits until the explorer shows this beside a file's name.
   *
   * @param {string} name
   * @param {string} badge
   */
  async badge(name, badge) {
    const labels = this.page.locator('.explorer-folders-view .monaco-icon-label');
    const label = labels.filter({ has: this.page.getByText(name, { exact: true }) }).first();
    const shown = () => label.evaluate((element) => getComputedStyle(element, '::after').content);
    let last = '';
    const isShown = async () => (last = await shown()) === `"${badge}"`;
    await until(`the badge ${badge} of ${name}`, isShown).finally(() => {
      if (last !== `"${badge}"`) process.stderr.write(`${name} has the badge ${last}\n`);
    });
  }

  /** A row of the Problems panel. @param {string} text */
  problem(text) {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  }

  /** @param {string} text */
  notification(text) {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** The item of the status bar that counts keys. @param {number} number */
  count(number) {
    return this.page.locator('.statusbar-item[id="keyturn.keyturn.keyturn.count"]', { hasText: String(number) });
  }

  /**
   * Moves the pointer to where a key's literal stands, once nothing lies over it. A locator's own click or hover would scroll
   * the editor to get at it from another side, and the editor would take the pointer to be elsewhere.
   *
   * @param {string} prefix of the key
   */
  async pointAt(prefix) {
    const key = this.page.locator('.editor-group-container.active .view-line span', { hasText: prefix }).last();
    // It may rest on a tab, whose own hover would lie over the key.
    await this.page.mouse.move(640, 300);
    await key.waitFor();
    await until(`${prefix} with nothing over it`, async () => {
      const middle = await key.evaluate((element) => {
        const box = element.getBoundingClientRect();
        const x = box.x + box.width / 2;
        const y = box.y + box.height / 2;
        return element.contains(element.ownerDocument.elementFromPoint(x, y)) ? { x, y } : null;
      });
      if (middle === null) return false;
      await this.page.mouse.move(middle.x, middle.y);
      return true;
    });
  }

  /** Puts the cursor into a key. @param {string} prefix of the key */
  async clickKey(prefix) {
    await this.pointAt(prefix);
    await this.page.mouse.down();
    await this.page.mouse.up();
  }

  /**
   * Opens the quick fixes where the key stands.
   *
   * @param {string} prefix of the key
   * @param {string} title of the fix
   * @returns {Promise<Locator>} the row of the fix
   */
  async fixes(prefix, title) {
    await this.squiggle('error').waitFor();
    const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    // The list closes when something else takes the focus, which an editor that has just been opened may do.
    await until(`the fix ${title}`, async () => {
      await this.clickKey(prefix);
      await this.press('Control+.');
      return row.waitFor({ timeout: PATIENCE }).then(
        () => true,
        () => false,
      );
    });
    return row;
  }

  /** The document of the webview that is open. @param {string} text that it holds @returns {Promise<Locator>} its body */
  async webview(text) {
    const body = this.page.frameLocator('iframe.webview').frameLocator('iframe').locator('body', { hasText: text });
    await body.waitFor();
    return body;
  }
}
