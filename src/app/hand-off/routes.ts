import type { ChannelName } from '../../engine/command.ts';
import type { Destination } from '../../engine/escalation.ts';
import type { Session } from '../../engine/session.ts';
import type { Locale } from '../../engine/template.ts';
import type { AgentsPlace, Channel } from '../channel.ts';
import type { AgentChannel, EscalationSettings, PlaceSetting, RouteSetting, Settings } from '../settings.ts';
import { agentChannels } from '../settings.ts';

export const keyOf = ({ channel, conversation }: PlaceSetting): string => `${channel}:${conversation}`;

/** Where a session's hand-off may go, the first choice first: matching routes, its channel's place, the fallback. */
export const routesFor = (session: Session, { escalation }: Settings): readonly PlaceSetting[] =>
  distinct([
    ...(escalation.routes ?? []).filter((route) => matches(route, session)).map(({ to }) => to),
    ...ownPlace(session.channel, escalation),
    ...(escalation.fallback ? [escalation.fallback] : []),
    ...playground(session, escalation),
  ]);

/** The next place after those that had it: what nobody claimed goes to the fallback at once. */
export const nextRoute = (session: Session, settings: Settings, unclaimed = false): PlaceSetting | null => {
  const placement = session.escalation?.placement;
  const had = [...(placement?.tried ?? []), ...(placement?.state === 'posted' ? [placement.at.key] : [])];
  const left = routesFor(session, settings).filter((to) => !had.includes(keyOf(to)));
  const { fallback } = settings.escalation;
  const last = fallback && left.find((to) => keyOf(to) === keyOf(fallback));
  return (unclaimed ? last : null) ?? left[0] ?? null;
};

/** Every place that the settings name, and where they name it. */
export const placesIn = ({
  escalation,
}: Settings): readonly { readonly path: string; readonly to: PlaceSetting }[] => [
  ...simple(escalation).map((to) => ({ path: `escalation.${to.channel}.channel`, to })),
  ...(escalation.routes ?? []).map(({ to }, index) => ({
    path: `escalation.routes[${index}].to.conversation`,
    to,
  })),
  ...(escalation.fallback ? [{ path: 'escalation.fallback.conversation', to: escalation.fallback }] : []),
];

export type FindPlace = (
  to: PlaceSetting,
) => Promise<AgentsPlace | { readonly unusable: 'off'; readonly how: string }>;

/** Asks the platform for a place, and remembers what it said: a hand-off finds its way while the platform is away. */
export const createFindPlace = (channels: readonly Channel[]): FindPlace => {
  const known = new Map<string, AgentsPlace>();
  return async (to) => {
    const channel = channels.find(({ name }) => name === to.channel);
    if (!channel?.place) {
      return { unusable: 'off', how: `${to.channel} is not connected: set its variables, then restart.` };
    }
    const key = keyOf(to);
    const place = await channel.place(to.conversation);
    if ('place' in place) known.set(key, place);
    return 'unusable' in place && place.unusable === 'away' ? (known.get(key) ?? place) : place;
  };
};

export const destinationOf = (
  to: PlaceSetting,
  { place, name }: Extract<AgentsPlace, { place: unknown }>,
  { escalation }: Settings,
  defaultLocale: Locale,
): Destination => ({
  key: keyOf(to),
  conversation: place,
  name,
  locale: to.locale ?? defaultLocale,
  hours: escalation.hours ?? null,
  usual_wait_minutes: escalation.usual_wait_minutes ?? null,
});

const matches = ({ match }: RouteSetting, session: Session): boolean =>
  (match.category === undefined || match.category === session.chosen?.category) &&
  (match.channel === undefined || match.channel === session.channel) &&
  (match.priority === undefined || match.priority === session.escalation?.priority);

/** Without a place on their own channel, people are helped from any that there is: better than from none. */
const ownPlace = (channel: ChannelName, settings: EscalationSettings): readonly PlaceSetting[] => {
  const places = simple(settings);
  const own = places.filter((to) => to.channel === channel);
  return own.length > 0 ? own : places;
};

/** Where the settings name nobody, visitors of the playground play their own agents. */
const playground = (
  { channel, conversation, locale }: Session,
  { routes = [], fallback, ...places }: EscalationSettings,
): readonly PlaceSetting[] =>
  channel === 'web' && routes.length === 0 && fallback === undefined && simple(places).length === 0
    ? [{ channel, conversation, locale }]
    : [];

const simple = (settings: EscalationSettings): readonly PlaceSetting[] =>
  agentChannels.flatMap((channel: AgentChannel) => {
    const place = channel === 'web' ? undefined : settings[channel];
    return place ? [{ channel, conversation: place.channel }] : [];
  });

const distinct = (places: readonly PlaceSetting[]): readonly PlaceSetting[] =>
  places.filter((to, index) => places.findIndex((one) => keyOf(one) === keyOf(to)) === index);
