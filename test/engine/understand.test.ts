import { describe, expect, it } from '@jest/globals';
import { understand } from '../../src/engine/understand.ts';
import type { Allowed, Move, Understanding } from '../../src/engine/understand.ts';

const everywhere: readonly Move[] = ['human', 'cancel', 'help', 'language_es', 'language_en'];

/** What a session allows where it stands. */
const atStep: Allowed = { moves: ['done', 'failed', 'solved', 'back', 'restart', ...everywhere] };
const askedIfSolved: Allowed = { moves: ['solved', 'not_solved', 'back', 'restart', ...everywhere] };
const askedIfThisGuide: Allowed = { moves: ['yes', 'no', 'none_of_these', ...everywhere] };
const offeredGuides: Allowed = {
  moves: ['none_of_these', ...everywhere],
  options: ['Restablecer tu contraseña', 'La impresora no imprime', 'Configurar la VPN'],
};
const offeredChoices: Allowed = {
  moves: ['failed', 'solved', 'back', 'restart', ...everywhere],
  options: ['Dice que está bloqueada', 'El código no llega', 'Perdí el teléfono'],
};
const askedForValue: Allowed = { moves: everywhere };
const askedForRating: Allowed = { moves: [], rating: true };
const withHuman: Allowed = { moves: ['solved', 'back', 'cancel', 'help', 'language_es', 'language_en'] };

const told = (meant: Understanding): string => {
  switch (meant.kind) {
    case 'move':
      return meant.move;
    case 'pick':
      return `pick ${meant.index}`;
    case 'rating':
      return meant.comment === undefined
        ? `rating ${meant.rating}`
        : `rating ${meant.rating}: ${meant.comment}`;
    case 'unsure':
      return `unsure: ${meant.moves.join(' ')}`.trim();
    case 'text':
      return 'text';
  }
};

/** One phrase a line, so that a failing one stands in the report by itself. */
const means = (allowed: Allowed, expected: string, phrases: string): void => {
  const list = phrases
    .split('|')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
  it(`${expected}: ${list.slice(0, 3).join(', ')} … (${list.length})`, () => {
    const found = list.map((phrase) => `${phrase} => ${told(understand(phrase, allowed))}`);
    expect(found).toEqual(list.map((phrase) => `${phrase} => ${expected}`));
  });
};
const neverMeans = (allowed: Allowed, moves: readonly Move[], phrases: string): void => {
  it(`never ${moves.join(' or ')}: ${phrases.trim().slice(0, 50)} …`, () => {
    const wrong = phrases
      .split('|')
      .map((phrase) => phrase.trim())
      .filter((phrase) => (moves as readonly string[]).includes(told(understand(phrase, allowed))));
    expect(wrong).toEqual([]);
  });
};

const notSolved = `
      no ha quedado solucionado | no está arreglado todavía | aún sin solucionar | sin solución |
      solucionado? no | no, solucionado no | ni funciona ni nada | funciona cuando quiere |
      funciona de vez en cuando | dejó de funcionar | ha dejado de funcionar | stopped working |
      it stopped working | quit working | works intermittently | works for a second then fails |
      worked once | worked for a minute | funcionó una vez | funcionó un rato | funcionaba ayer |
      antes funcionaba | solo funcionó un momento | it was fixed yesterday | was working |
      used to work | it was working before | I wish it worked | i wish it was fixed |
      if only it worked | it would be fixed if | would work | should be fixed | might be solved |
      could be solved | hopefully fixed | ojalá funcione | espero que funcione | que funcione |
      cómo hago que funcione | para que funcione | make it work | how do i get it working |
      can it be fixed | it cannot be fixed | can't be solved | imposible de solucionar |
      nada solucionado | nothing fixed | nothing is solved | nothing was fixed | barely works |
      hardly working | casi solucionado | almost fixed | half fixed | medio arreglado |
      medio funciona | no del todo solucionado | not fully working | not entirely fixed | not quite |
      not really working | no realmente | no exactamente | isnt fixed | isn t fixed | is not fixed |
      nt fixed | it does not seem to work | no parece funcionar | no parece que funcione |
      dudo que funcione | I doubt it works | i don't think it works | i don't think it's fixed |
      no creo que funcione | no creo que esté solucionado | no sé si funciona |
      not sure if it works | dunno if its fixed | nadie lo ha solucionado | nobody fixed it |
      never fixed | nunca se solucionó | jamás funcionó | tampoco está resuelto |
      it's anything but fixed | far from fixed | lejos de estar solucionado | too good to be fixed |
      fixed? I wish | ya funciona? no | sigue sin estar resuelto | still not resolved |
      still unresolved | remains broken | continues to fail | continúa fallando | sigue dando error |
      vuelve a fallar | volvió el problema | the problem came back | it's back again |
      it broke again | se rompió otra vez | se volvió a romper | funciona mal | works badly |
      works poorly | works worse | funciona peor | funciona raro | works weird |
      works but not really | funciona, pero no del todo | funciona aunque lento |
      funciona a veces sí a veces no | sometimes yes sometimes no | yes and no | sí pero no |
      ni sí ni no | 50/50 | so so | meh | regular | más o menos funciona | funcoina mal | unfixed |
      unsolved | unresolved | insolucionado | no-solucionado | no_solucionado | not-fixed |
      notfixed | nosolucionado | nofunciona | nothin works | nope doesnt | nope not fixed |
      no no no | no yes | yes no | sí no | fixed the wrong thing | solved another problem |
      resolví otra cosa | solucioné otra cosa pero esto no | esto no está solucionado |
      eso no funcionó | that didn't fix it | that did not fix it | didn't do the trick |
      did nothing | hizo nada | no hizo nada | no sirvió para nada | no me sirve | no me sirvió |
      no vale | no vale para nada | esto no vale | it's useless | no good | not good | bad | mal |
      va mal | todo mal | fatal | peor que antes | worse than before | igual de mal |
      same as always | como siempre | nada nuevo | nothing new | no news | sin novedad |
      todavía espero | still waiting | esperando | waiting for it to work | loading | cargando |
      reiniciando | restarting now | almost there | ya casi | falta poco | en proceso |
      working on it | trabajando en ello | I'll tell you if it works | te digo si funciona |
      te aviso cuando funcione | when it works I'll tell you | cuando esté listo te aviso |
      not until it works | hasta que funcione no | unless it works | solo si funciona | fixed it? |
      did that fix it | is that fixed | was that done | have you fixed it | has it been solved |
      ¿ya está solucionado? | ya está arreglado? | seguro que funciona? | de verdad funciona? |
      are you sure it works | so it works now? | you said it works | dices que funciona |
      dijiste que funcionaría | the guide says it works | pone que funciona |
      it says solved but isn't | dice que está solucionado pero no | thinks it's fixed |
      they fixed it wrong | lo arreglaron mal | mal arreglado | poorly fixed |
      funciona el ratón pero el teclado no | the mouse works, the keyboard doesn't |
      the first one works | uno funciona el otro no | only one works | solo uno funciona |
      no me digas que ya funciona | don't tell me it works | as if it worked | como si funcionara |
      yeah right | claro, funciona mal | no ok | not ok | no listo | not ready | unready |
      no estoy listo | im not ready | no done | undone | not done | half done | casi hecho |
      hecho a medias | mal hecho | medio hecho | hecho? no | done? no | done, no | listo, no |
      no hecho | sin hacer | not yet done | to be done | por hacer | pendiente | pending`;

const namesNoHuman = `
      la persona de al lado tampoco puede | mi compañero no puede entrar |
      the agent is not installed | zabbix agent down | el agente de outlook falla |
      human resources portal down | recursos humanos no abre | someone changed my password |
      alguien cambió mi contraseña | personal account | mi cuenta personal | I don't need a human |
      no hace falta un humano | no human please | without an agent | no me pase con nadie |
      my manager told me to reset it | call quality is bad | las llamadas se cortan |
      no quiero que me llamen | don't call me | soporte técnico no responde al correo |
      the support page is down`;

describe('Typed answers at a step', () => {
  means(
    atStep,
    'done',
    `
      listo | hecho | ya está | Ya está! | LISTO | listoo | siiii | sí | done | ya funciona |
      funciona | it works | it works now | works! | ya funciono | ya me funciona |
      ahora sí funciona | sí, ya funciona | yes it works | yep | yeah | that worked | did it |
      i did it | ok done | ok listo | listo 👍 | 👍 | terminado | ya terminé | next | siguiente |
      finished | all done | hecho, gracias | eso funcionó | me sirvió | me funcionó | sí funcionó |
      it helped | por fin funciona | now it works | everything works | todo funciona | fnciona |
      funcoina | lsito | hehco | wroks | funciona perfectamente | works like a charm | ya va |
      ya puedo | ya lo hice | lo he hecho | ya no falla | it no longer fails | ya no pasa |
      it doesn't fail anymore | la impresora ya funciona | my printer works now |
      ya funciona el wifi | done!!! | yesss | si funciona | it's working | its working now | sip |
      si claro | funciona bien | pude | lo logré | ya me deja`,
  );
  means(
    atStep,
    'failed',
    `
      no | no funciona | no me funciona | no me ha servido | sigue igual | still broken |
      didn't help | doesn't work | does not work | it doesn't work | not working | nope | nop |
      no funcionó | nofunciona | noo funciona | nooo | no fnciona | no sirve | no sirvió | no ayudó |
      sigue sin funcionar | todavía no funciona | aún no funciona | still not working |
      still doesn't work | it still fails | falla | sigue fallando | ya no funciona |
      it no longer works | no longer works | it doesn't work anymore | lo mismo | same error |
      the same | same thing | nada | no hace nada | nothing | no change | sin cambios | no luck |
      it failed | 👎 | dont work | no works | no va | no anda | no jala | tampoco | tampoco funciona |
      nada funciona | nothing works | no, no funciona | no no funciona | no pude | no puedo |
      i can't | couldn't | sigue roto | está roto | it is broken | peor | worse | nunca funcionó |
      never worked | no ha funcionado | no está funcionando | sigue el mismo problema |
      same problem | persiste el error | me da error | sigue igual que antes | no está solucionado |
      not fixed | not solved | i'm stuck | no me deja | no funciona nada | no gracias | not really |
      no cambió nada`,
  );
  means(
    atStep,
    'unsure: done failed',
    `
      no todavía | aún no | todavía no | not yet | not done yet | todavía no está listo |
      I'm not done | no está listo | no he terminado | no lo he hecho | haven't done it |
      creo que sí | I think so | maybe | quizás | a veces funciona | funciona pero lento |
      funciona pero a veces falla | done but still broken | listo pero sigue igual | ¿funciona? |
      does it work? | does it work | works? | done? | no es que no funcione | it doesn't not work |
      casi | almost | no sé | not sure | i guess | supongo que sí | parece que sí |
      it seems to work | should work | debería funcionar | sí y no | yes and no | ok | gracias |
      perfecto | thanks | vale | un momento | espera | wait | hold on | más o menos |
      funciona a medias | half works | sometimes | it works sometimes | lo hice pero no funciona |
      hecho, pero sigue sin funcionar | funcionaba | it worked before |
      funciona en mi otro ordenador | no, ya funciona | works on my phone | funciona la otra |
      ya funciona 👎 | funcionara | solo funciona con cable | if it works | isn't it working? |
      is it fixed | no falla | I hope it works | quiero que funcione`,
  );
  means(
    atStep,
    'solved',
    `
      ya está solucionado | problema resuelto | fixed | solved | it's fixed | resuelto | arreglado |
      ya se arregló | problem solved | all fixed | ya está arreglado | solucionado, gracias |
      it's solved now | el problema desapareció | the error is gone | that fixed it | slved |
      solucinado`,
  );
  means(
    atStep,
    'human',
    `
      human | humano | agente | agente! | quiero hablar con una persona | quiero un agente |
      necesito hablar con alguien | talk to a human | I want to talk to a person please |
      can I speak to someone? | pásame con un humano | me puedes pasar con un agente por favor |
      no funciona, quiero hablar con un agente | no funciona quiero hablar con un agente |
      esto no sirve de nada, llevo toda la mañana intentando y quiero hablar con una persona de verdad ya |
      persona real por favor | a real person please | AGENTE | agnte | humna | speak to an agent |
      let me talk to a human | alguien me puede ayudar | can someone help me | llámame | call me |
      hablar con soporte | contact support | no puedo hablar con una persona? | hay algún humano? |
      is there a real person here |
      I have tried everything you said and nothing works, please connect me with a human being |
      no quiero un bot, quiero una persona | not a bot, a human | prefiero un humano | escalar |
      persona | no, agente | no quiero esperar más quiero un agente`,
  );
  neverMeans(
    atStep,
    ['human'],
    `
      no quiero un agente | no human | no quiero hablar con una persona | I don't want a human |
      I don't want to talk to an agent | no necesito hablar con nadie | sin agente | not a human |
      ya no quiero un agente | I'd rather not talk to a person | no me pases con un agente |
      el agente de la vpn no funciona | eres humano? | are you a human?`,
  );
  means(
    atStep,
    'back',
    `
      atrás | volver | back | go back | paso anterior | previous step | volver atrás |
      atras por favor | quiero volver | bakc | regresar | no, volver atrás`,
  );
  means(
    atStep,
    'restart',
    `
      empezar de nuevo | restart | start over | desde el principio | reiniciar | volver a empezar |
      quiero empezar de nuevo`,
  );
  means(
    atStep,
    'cancel',
    `
      cancelar | cancel | stop | salir | déjalo | olvídalo | forget it | never mind | nevermind |
      no quiero seguir | quit | exit | quiero cancelar`,
  );
  means(
    atStep,
    'help',
    `
      ayuda | help | no entiendo | opciones | menu | qué puedo hacer | I don't understand |
      cómo funciona? | what can i do?`,
  );
  means(
    atStep,
    'language_en',
    `
      english | inglés | in english please | en inglés | do you speak english? | switch to english`,
  );
  means(
    atStep,
    'language_es',
    `
      español | en español | spanish | hablas español? | castellano`,
  );
  neverMeans(
    atStep,
    ['back'],
    `
      no atrás | not back | never back`,
  );
  neverMeans(
    atStep,
    ['cancel'],
    `
      no cancelar | don't cancel | no canceles | dont stop`,
  );
  means(
    atStep,
    'text',
    `
      mi gato es azul | asdf qwer |
      the quick brown fox jumps over the lazy dog and then some more words here again | hola | hello`,
  );
});

describe('Typed answers asked whether it is solved', () => {
  means(
    askedIfSolved,
    'solved',
    `
      sí | yes | ya funciona | it works now | solucionado | fixed | sip | funciona |
      ya está solucionado | yes, thanks | sí gracias | ya no falla | 👍 | it works now thanks`,
  );
  means(
    askedIfSolved,
    'not_solved',
    `
      no | no funciona | sigue igual | todavía no | aún no | not yet | still broken | nope |
      no está solucionado | not solved | no del todo | not completely`,
  );
  means(
    askedIfSolved,
    'unsure: solved not_solved',
    `
      creo que sí | I think so | listo | done | ya está | ok | gracias | casi | maybe | a veces |
      por ahora sí | sí pero lento | perfecto | seems fixed | for now | sí, pero solo a veces`,
  );
});

describe('Typed answers asked whether it is this guide', () => {
  means(
    askedIfThisGuide,
    'yes',
    `
      sí | yes | ok | vale | claro | eso es | that's it | correct | exacto | sí por favor |
      yes please | esa misma | si, eso | solucionado`,
  );
  means(
    askedIfThisGuide,
    'no',
    `
      no | nope | no es eso | that's not it | no gracias | para nada | claro que no`,
  );
  means(
    askedIfThisGuide,
    'none_of_these',
    `
      ninguna | none of these | otra cosa | something else | ninguno de esos | nada de eso`,
  );
  means(
    askedIfThisGuide,
    'unsure: yes no',
    `
      creo que sí | maybe | no sé | I think so | funciona | sí, no funciona`,
  );
  means(
    askedIfThisGuide,
    'text',
    `
      no, es el wifi | mi impresora no imprime | no me llega el correo | the screen is black |
      no puedo entrar en mi cuenta`,
  );
});

describe('Typed answers offered some guides', () => {
  means(
    offeredGuides,
    'pick 0',
    `
      1 | la 1 | la primera | the first one | first | restablecer tu contraseña |
      restablecer contraseña | RESTABLECER TU CONTRASENA | contraseña | opción 1 | #1 | uno | 1. |
      restablcer contrasena`,
  );
  means(
    offeredGuides,
    'pick 1',
    `
      2 | la 2 | el 2 | the second one | segunda | dos | la impresora no imprime | 2) | number two |
      quiero la 2`,
  );
  means(
    offeredGuides,
    'pick 2',
    `
      3 | la última | the last one | vpn | configurar la vpn | third`,
  );
  means(
    offeredGuides,
    'none_of_these',
    `
      ninguna | no | none | ninguna de estas | no, ninguna | nope`,
  );
  means(
    offeredGuides,
    'text',
    `
      mi pantalla está negra | no me llega el correo | la impresora imprime mal`,
  );
});

describe('Typed answers where a step asks', () => {
  means(
    offeredChoices,
    'pick 1',
    `
      el código no llega | 2 | la segunda`,
  );
  means(
    offeredChoices,
    'failed',
    `
      no funciona | no`,
  );
});

describe('Typed answers asked for a value', () => {
  means(
    askedForValue,
    'text',
    `
      https://example.com | sí | no | listo | 5 | Juan Pérez | creo que sí | no funciona`,
  );
  means(
    askedForValue,
    'human',
    `
      agente | quiero hablar con una persona`,
  );
});

describe('Typed answers asked for a rating', () => {
  means(
    askedForRating,
    'rating 5',
    `
      5 | cinco | five | 5 estrellas | 5/5 | 5 stars | ⭐⭐⭐⭐⭐ | ★★★★★ | un 5 | le doy un 5 | 5 de 5`,
  );
  means(
    askedForRating,
    'rating 4',
    `
      4 | 4 estrellas | 4/5 | ⭐⭐⭐⭐`,
  );
  means(
    askedForRating,
    'rating 3: regular, muy lento',
    `
      3, regular, muy lento | 3 - regular, muy lento | 3 regular, muy lento`,
  );
  means(
    askedForRating,
    'text',
    `
      10 | 0 | 6 | 5 minutos tardó | 4.5 | no 5 | excelente | hola | 55`,
  );
});

describe('Typed answers while a human has it', () => {
  means(
    withHuman,
    'solved',
    `
      ya funciona | ya está solucionado | fixed`,
  );
  means(
    withHuman,
    'text',
    `
      no | sí | gracias | hola estoy esperando`,
  );
  means(
    withHuman,
    'back',
    `
      atrás`,
  );
});

describe('A case is never closed on a guess', () => {
  neverMeans(atStep, ['done', 'solved'], notSolved);
  neverMeans(askedIfSolved, ['done', 'solved'], notSolved);
});

describe('A human is within reach of words', () => {
  means(
    atStep,
    'human',
    `
      me gustaría hablar con una persona si es posible | por favor quiero que me atienda un humano |
      can I get a human? | get me a human | give me an agent | connect me to support |
      i'd like to speak with a representative |
      Can you transfer me to a real agent, please? this isn't working | páseme con un operador |
      comuníqueme con un asesor por favor | necesito un asesor humano | quiero que me llamen |
      prefiero hablar con alguien | puedo hablar con alguien del equipo? |
      let me speak to a manager | I need to talk to someone from IT |
      quiero hablar con soporte técnico | hablar con un técnico | necesito que un técnico me ayude |
      need a human | humano ya | HUMANO!!! | hummano | agnete | operador | speak to someone |
      talk to someone | talk to support | talk with agent | agent pls | persona porfa | una persona |
      con una persona | con un humano por favor | con un agente |
      podrían ponerme con una persona, llevo dos horas con esto y no consigo nada de nada la verdad`,
  );
  neverMeans(atStep, ['human'], namesNoHuman);
  neverMeans(askedIfThisGuide, ['human'], namesNoHuman);
});

describe('Numbers and labels', () => {
  it('picks nothing where a number is denied, doubled, asked or beyond the list', () => {
    for (const phrase of ['no la 2', 'not the second one', 'la 7', '2 y 3', 'la 2?']) {
      expect([phrase, told(understand(phrase, offeredGuides))]).toEqual([phrase, 'unsure:']);
    }
  });

  it('does not take a label for its opposite', () => {
    expect(understand('la impresora imprime', offeredGuides)).toEqual({ kind: 'text' });
    expect(understand('el código llega', offeredChoices).kind).not.toBe('pick');
    const yesNo: Allowed = { moves: ['failed', ...everywhere], options: ['Enciende', 'No enciende'] };
    expect(understand('no enciende', yesNo)).toEqual({ kind: 'pick', index: 1 });
    expect(understand('ENCIENDE!!', yesNo)).toEqual({ kind: 'pick', index: 0 });
    expect(understand('nada enciende', yesNo).kind).not.toBe('pick');
  });

  it('takes a label as it stands before anything else', () => {
    const labels: Allowed = { moves: ['human', 'no'], options: ['Agente', 'No'] };
    expect(understand('agente', labels)).toEqual({ kind: 'pick', index: 0 });
    expect(understand('no', labels)).toEqual({ kind: 'pick', index: 1 });
  });
});

describe('What is not allowed now', () => {
  it('is said by the nearest move that is', () => {
    expect(told(understand('sí', { moves: ['done', 'failed'] }))).toBe('done');
    expect(told(understand('solved', { moves: ['yes', 'no'] }))).toBe('yes');
    expect(told(understand('solved', { moves: ['done', 'failed'] }))).toBe('done');
    expect(told(understand('no funciona', { moves: ['solved', 'not_solved'] }))).toBe('not_solved');
    expect(told(understand('no funciona', { moves: ['yes', 'no'] }))).toBe('no');
    expect(told(understand('no', { moves: ['none_of_these'] }))).toBe('none_of_these');
    expect(told(understand('ninguna', { moves: ['yes', 'no'] }))).toBe('no');
  });

  it('is free text where there is no such move', () => {
    for (const phrase of ['sí', 'no', 'ya funciona', 'agente', 'atrás', 'ninguna', '2', '5', 'español']) {
      expect([phrase, understand(phrase, { moves: [] })]).toEqual([phrase, { kind: 'text' }]);
    }
  });
});
