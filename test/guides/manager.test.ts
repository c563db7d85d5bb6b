import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TemplateStore } from '../../src/app/templates.ts';
import type { TemplateId } from '../../src/ids.ts';
import { loadCatalogue } from '../../src/guides/catalogue.ts';
import { createTemplateLibrary } from '../../src/guides/library.ts';
import type { TemplateLibrary } from '../../src/guides/library.ts';
import { TemplateManager } from '../../src/guides/manager.ts';
import { createRestTemplates } from '../../src/guides/rest-templates.ts';
import { createTemplateStore } from '../../src/store/templates.ts';
import { forEachDatabase } from '../support/databases.ts';

const id = (text: string) => text as TemplateId;

const template = (template_id: string, change: object = {}) => ({
  template_id,
  name: 'Badge does not open the door',
  description: 'Your badge is refused.',
  category: 'office',
  locale: 'en',
  variables: [{ name: 'door', required: true }],
  steps_template: [
    { title: 'Hold it flat', instructions: 'At {{door}}', on_success: 'resolve' },
    { title: 'Which light?', choices: [{ id: 'red', label: 'Red', next: 'escalate' }] },
  ],
  ...change,
});

await forEachDatabase((_, open) => {
  let store: TemplateStore;
  let library: TemplateLibrary;
  let manager: TemplateManager;
  let now = Date.parse('2026-03-01T10:00:00.000Z');
  const clock = { now: () => new Date(now) };
  const anotherReplica = () => createTemplateLibrary({ store, clock, defaultLocale: () => 'es' });

  beforeAll(async () => {
    store = createTemplateStore((await open()).dataSource);
    library = anotherReplica();
    manager = new TemplateManager({ store, library, clock, defaultLocale: () => 'es' });
  });

  const codes = async (input: object) => {
    const result = await manager.createTemplate(input);
    return 'invalid' in result ? result.invalid.map(({ path, code }) => `${path} ${code}`) : result;
  };

  describe('a new template', () => {
    it('is published as version 1 and is there at once', async () => {
      const result = await manager.createTemplate(template('badge'));
      expect(result).toMatchObject({
        created: {
          template_id: 'badge',
          version: 1,
          status: 'published',
          created_at: '2026-03-01T10:00:00.000Z',
        },
      });
      expect(await manager.getTemplate(id('badge'))).toMatchObject(
        'created' in result ? { ...result.created } : {},
      );
    });

    it('is refused where its id is taken', async () => {
      expect(await manager.createTemplate(template('badge', { name: 'Another' }))).toEqual({
        refused: 'taken',
      });
    });

    it('is refused where it is wrong, with everything that is', async () => {
      expect(
        await codes(template('broken', { steps_template: [{ title: 'A {{who}}', on_success: 9 }] })),
      ).toEqual([
        'steps_template[0].on_success dangling_target',
        'steps_template[0].title undeclared_variable',
      ]);
      expect(await codes({ template_id: 'broken', variables: 'door' })).toEqual(['variables wrong_type']);
      expect(await manager.getTemplate(id('broken'))).toBeNull();
    });

    it('is in the default language unless it says otherwise', async () => {
      const result = await manager.createTemplate(template('credencial', { locale: undefined }));
      expect(result).toMatchObject({ created: { locale: 'es' } });
    });

    it('created by several at once is created once', async () => {
      const all = await Promise.all([1, 2, 3, 4].map(() => manager.createTemplate(template('race'))));
      expect(all.filter((result) => 'created' in result)).toHaveLength(1);
      expect(all.filter((result) => 'refused' in result)).toHaveLength(3);
    });
  });

  describe('checking without creating', () => {
    it('says what createTemplate would', () => {
      expect(manager.validateTemplate(template('any'))).toEqual([]);
      expect(manager.validateTemplate({}).map(({ path }) => path)).toContain('name');
    });
  });

  describe('a translation', () => {
    it('joins the version it matches', async () => {
      const spanish = template('badge', { locale: 'es', name: 'La credencial no abre' });
      expect(await manager.createTemplate(spanish)).toMatchObject({ created: { version: 1, locale: 'es' } });
      expect(await library.translations(id('badge'), 1)).toEqual(['en', 'es']);
    });

    it('may spell out what is the default', async () => {
      const [first, second] = template('badge').steps_template;
      const steps_template = [
        { ...first, on_failure: 2, step_number: '1' },
        { ...second, on_failure: 'escalate' },
      ];
      expect(await manager.createTemplate(template('badge', { locale: 'fr', steps_template }))).toMatchObject(
        {
          created: { locale: 'fr' },
        },
      );
    });

    it('is refused where it is another guide, naming what differs', async () => {
      const different = template('badge', {
        locale: 'pt-BR',
        category: 'door',
        variables: [{ name: 'door', type: 'number' }, { name: 'floor' }],
        steps_template: [
          { title: 'Hold it flat' },
          { title: 'Which light?', choices: [{ id: 'green', label: 'Green' }] },
        ],
      });
      const result = await manager.createTemplate(different);
      expect('invalid' in result ? result.invalid.map(({ message }) => message) : result).toEqual([
        'The category must be as in "en": there office, here door.',
        'The variables must be as in "en": there door, here door, floor.',
        'The variable "door" must be as in "en": there string, required, here number, optional.',
        'Where step 1 leads must be as in "en": there success to resolve, failure to 2, here success to 2, failure to 2.',
        'Where step 2 leads must be as in "en": there choice red to escalate, failure to escalate, here choice green to resolve, failure to escalate.',
      ]);
    });
  });

  describe('asking for a template', () => {
    it.each([
      ['fr', 'fr'],
      ['fr-CA', 'fr'],
      ['ES-mx', 'es'],
      ['de', 'es'],
      [null, 'es'],
    ])('in %s answers with %s', async (wanted, locale) => {
      expect(await manager.getTemplate(id('badge'), { locale: wanted })).toMatchObject({ locale });
    });

    it('answers with any language where the default is missing', async () => {
      expect(await manager.getTemplate(id('race'), { locale: 'de' })).toMatchObject({ locale: 'en' });
    });

    it('answers with null where there is none', async () => {
      expect(await manager.getTemplate(id('nothing'))).toBeNull();
      expect(await manager.getTemplate(id('badge'), { version: 2 })).toBeNull();
    });
  });

  describe('the list', () => {
    const listed = async (query?: Parameters<TemplateManager['listTemplates']>[0]) =>
      (await manager.listTemplates(query)).map(({ template_id, locale }) => `${template_id} ${locale}`);

    it('has each template once, in the default language where it can', async () => {
      expect(await listed()).toEqual(['badge es', 'credencial es', 'race en']);
    });
    it('has only what speaks a language, where one is asked for', async () => {
      expect(await listed({ locale: 'en-GB' })).toEqual(['badge en', 'race en']);
      expect(await listed({ locale: 'de' })).toEqual([]);
    });
    it('has one category, where one is asked for', async () => {
      expect(await listed({ category: 'Office', locale: 'fr' })).toEqual(['badge fr']);
      expect(await listed({ category: 'kitchen' })).toEqual([]);
    });
  });

  describe('rendering', () => {
    it('puts the variables in place, in the language asked for', async () => {
      const result = await manager.renderTemplate(id('badge'), { door: 'the <main> door' }, { locale: 'en' });
      expect(result).toMatchObject({
        guide: {
          name: 'Badge does not open the door',
          steps: [{ instructions: ['At the <main> door'] }, {}],
        },
      });
    });
    it('names each missing variable', async () => {
      expect(await manager.renderTemplate(id('badge'), {})).toMatchObject({
        invalid: [{ path: 'variables.door', code: 'missing' }],
      });
    });
    it('says so where there is no such template', async () => {
      expect(await manager.renderTemplate(id('nothing'), {})).toEqual({ refused: 'not_found' });
    });
    it('answers REST in its own words', async () => {
      const rest = createRestTemplates(manager);
      expect(await rest.render(id('badge'), { door: 'B' }, null)).toMatchObject({
        ok: { pin: { locale: 'es' } },
      });
      expect(await rest.create(template('badge'))).toEqual({ refused: 'taken' });
      expect(await rest.create(template('rest'))).toMatchObject({ ok: { template_id: 'rest' } });
      expect(await rest.list({ category: null, locale: 'fr' })).toHaveLength(1);
      expect(await rest.get(id('rest'), 'es')).toMatchObject({ locale: 'en' });
    });
  });

  describe('another replica', () => {
    it('sees a change within two seconds, and asks nothing in between', async () => {
      const other = anotherReplica();
      const before = await other.all();
      await manager.createTemplate(template('later'));
      now += 1_000;
      expect(await other.all()).toBe(before);
      now += 1_000;
      expect(await other.newest(id('later'), 'en')).not.toBeNull();
    });

    it('keeps the same list as long as nothing changes', async () => {
      const other = anotherReplica();
      const before = await other.all();
      now += 60_000;
      expect(await other.all()).toBe(before);
    });
  });

  describe('a withdrawn template', () => {
    it('is offered no more, stays what sessions are pinned to, and keeps its id', async () => {
      expect(await manager.archiveTemplate(id('badge'))).toBe(true);
      expect(await manager.archiveTemplate(id('badge'))).toBe(false);
      expect(await manager.archiveTemplate(id('nothing'))).toBe(false);
      expect(await manager.getTemplate(id('badge'))).toBeNull();
      expect((await library.all()).map(({ template_id }) => template_id)).not.toContain('badge');
      expect(await library.version(id('badge'), 1, 'es')).toMatchObject({
        status: 'archived',
        name: 'La credencial no abre',
      });
      expect(await manager.createTemplate(template('badge', { locale: 'de' }))).toEqual({ refused: 'taken' });
    });
  });

  describe('the catalogue', () => {
    const catalogue = loadCatalogue();

    it('is brought in once, in every language, and by one of two that start together', async () => {
      const added = await Promise.all([manager.seed(catalogue), manager.seed(catalogue)]);
      expect(added.reduce((sum, count) => sum + count)).toBe(catalogue.length);
      expect(await manager.seed(catalogue)).toBe(0);
      expect(await library.translations(id('reset_password_template'), 1)).toEqual(['en', 'es']);
      expect(
        (await manager.listTemplates({ category: 'cuenta', locale: 'en' })).map((one) => one.template_id),
      ).toEqual(['account_locked_template', 'reset_password_template']);
    });

    it('comes back to nothing that was withdrawn, and adds nothing to what others wrote', async () => {
      await manager.archiveTemplate(id('wifi_no_internet_template'));
      const renamed = catalogue.map((one) => ({ ...one, template_id: `my_${one.template_id}` }));
      const mine = renamed.find(({ template_id }) => template_id === 'my_vpn_connection_template');
      await manager.createTemplate({ ...mine, locale: 'fr' });
      expect(await manager.seed([...catalogue, ...renamed])).toBe(catalogue.length - 2);
      expect(await manager.getTemplate(id('wifi_no_internet_template'))).toBeNull();
      expect(await library.translations(id('my_vpn_connection_template'), 1)).toEqual(['fr']);
    });
  });
});
