import { commandOf } from '../../src/app/press.ts';
import type { Command } from '../../src/engine/command.ts';
import type { Action, PressMove } from '../../src/engine/message.ts';
import { showForm } from '../../src/engine/show/forms.ts';
import { show } from '../../src/engine/show/index.ts';
import type { DecisionId } from '../../src/ids.ts';
import { fitting } from './arbitraries.ts';
import type { Deed, Story, World } from './arbitraries.ts';
import { screenOf } from './screen.ts';
import {
  after,
  amend,
  answer,
  arriveAt,
  assignTo,
  back,
  cancel,
  choose,
  claimBy,
  close,
  closeLine,
  decideIn,
  describeAs,
  displace,
  done,
  doneAndSolved,
  doneNoting,
  emptyScene,
  expire,
  failed,
  fromAna,
  fromLuis,
  human,
  luis,
  marta,
  noneOfThese,
  notSolved,
  nothing,
  openLine,
  overTheLine,
  passOn,
  placeAt,
  play,
  prioritise,
  provide,
  rate,
  release,
  remindAgents,
  remindLater,
  resolve,
  restart,
  returnTo,
  secondLine,
  solved,
  speak,
  start,
  startGuide,
  startSaying,
  startWith,
  support,
  sureOf,
  takeBack,
  unsureBetween,
} from './support.ts';
import type { Scene } from './support.ts';

/** Tells a story: every scene of it, the first being the one just after the beginning. */
export const scenesOf = ({ world, beginning, deeds }: Story): readonly Scene[] => {
  const stage: Scene = { ...emptyScene, templates: world.templates };
  const { guide } = world;
  const begins = {
    nothing: start({ offer: unsureBetween(guide) }),
    sure: startSaying('no va', sureOf(guide)),
    unsure: startSaying('no va', unsureBetween(guide)),
    none: startSaying('no va', nothing),
    guide: startWith(guide),
  }[beginning];
  const scenes = [play([begins], stage)];
  for (const deed of deeds) {
    const here = scenes.at(-1) ?? stage;
    if (deed.do === 'withdraw') {
      // What is offered is published: only a guide that was chosen can be taken back.
      if (here.session?.chosen) {
        scenes.push({ ...here, withdrawn: { replacement: deed.replaced ? world.replacement : null } });
      }
      continue;
    }
    const command = commandFor(deed, here, world);
    const decision = command && decideIn(here, command);
    if (decision && 'events' in decision) scenes.push(after(here, decision));
  }
  return scenes;
};

const commandFor = (deed: Exclude<Deed, { do: 'withdraw' }>, scene: Scene, world: World): Command | null => {
  if (deed.do === 'command') {
    const all = commandsIn(world, deed.detail);
    return all[deed.which % all.length] ?? null;
  }
  const all = actionsIn(scene);
  const onwards = all.filter(({ press }) => !asides.includes(press.move));
  // Most people go on with the guide: else the stories end before they have begun.
  const actions = onwards.length > 0 && deed.which < 90 ? onwards : all;
  const action = actions[deed.which % actions.length];
  return action ? commandBehind(action, scene, world) : null;
};

const asides: readonly PressMove[] = ['cancel', 'human', 'language', 'none_of_these', 'describe', 'solved'];

const asked = 'dec_1' as DecisionId;

/** Every command there is, with details that may fit or not. */
const commandsIn = (world: World, detail: number): readonly Command[] => [
  describeAs('otra cosa', [nothing, sureOf(world.guide), unsureBetween(world.guide)][detail % 3] ?? nothing),
  describeAs('y esto', { ...unsureBetween(world.guide), asking: asked }),
  describeAs('o esto', { ...nothing, asking: asked }),
  { type: 'reoffer', decision: asked, offer: [sureOf(world.guide), null][detail % 2] ?? null },
  choose(world.guide),
  noneOfThese,
  provide(detail === 0 ? {} : Object.fromEntries(valuesFor(world).slice(0, detail))),
  provide({ [`dato_${detail}`]: 'tal vez' }),
  done,
  doneAndSolved,
  doneNoting('así'),
  failed,
  failed,
  answer(`c${detail % 4}`),
  solved,
  notSolved,
  back,
  restart,
  human,
  takeBack,
  claimBy(detail % 2 === 0 ? luis : marta),
  release,
  returnTo(detail === 0 ? null : detail),
  close(detail % 2 === 0),
  ...handOffIn(world, detail),
  remindLater(60),
  rate(1 + (detail % 5)),
  speak(detail % 2 === 0 ? 'es' : 'en'),
  ...(detail === 9 ? [cancel, expire, resolve] : []),
];

const handOffIn = ({ replacement }: World, detail: number): readonly Command[] => {
  const odd = detail % 2 === 1;
  return [
    placeAt([support, secondLine, null][detail % 3] ?? null),
    arriveAt(odd ? support : secondLine),
    ...(detail === 7 ? [displace(support), startGuide(replacement)] : []),
    assignTo(odd ? luis : marta),
    prioritise(odd ? 'urgent' : 'low'),
    odd ? openLine : closeLine,
    passOn(detail < 5 ? luis : null, detail > 1),
    fromAna('¿hola?'),
    odd ? fromLuis('hola') : overTheLine(marta, 'hola'),
    amend(odd ? 'hola, Ana' : null),
    remindAgents(1),
  ];
};

const valuesFor = ({ guide }: World): [string, string][] =>
  guide.variables.map(({ name, type, choices }) => [name, fitting(type, choices)]);

export const actionsIn = (scene: Scene): readonly Action[] => {
  const { session, context } = screenOf(scene);
  return show(session, context).actions;
};

/** What pressing a button asks of the engine, its form filled in; `null` where it begins something else. */
export const commandBehind = (
  action: Action,
  scene: Scene,
  { guide, replacement }: World,
): Command | null => {
  const { session, context } = screenOf(scene);
  if (action.press.move === 'start' || action.press.move === 'reopen') return null;
  const form = action.form && showForm(action.form, session, context);
  if (action.form !== null && !form) throw new Error(`There is no form for ${action.label}`);
  const press = form ? form.press : action.press;
  switch (press.move) {
    case 'describe':
      return describeAs('lo mismo', sureOf(guide));
    default: {
      const values = Object.fromEntries(
        (form?.fields ?? []).map(({ name, type, options }) => [
          name,
          fitting(
            type,
            options.map(({ value }) => value),
          ),
        ]),
      );
      const command = commandOf(press, values, session, context.template);
      if (command === null) throw new Error(`Nobody knows what "${action.label}" is for`);
      if (command.type !== 'choosing') return command;
      return choose(
        [guide, replacement].find(({ template_id }) => template_id === command.template_id) ?? guide,
      );
    }
  }
};
