import type { Move } from './move.ts';

export type CommandMove = Extract<
  Move,
  'back' | 'restart' | 'cancel' | 'none_of_these' | 'help' | 'language_es' | 'language_en'
>;

type Row = Readonly<{ es: string; en: string }>;

/** What asks the bot for something, as a whole: with other words around it, it is about something else. */
export const commands: Readonly<Record<CommandMove, Row>> = {
  back: {
    es: `atras, volver, volver atras, vuelve, vuelve atras, regresar, regresa, anterior, paso anterior, el paso anterior,
      un paso atras, volver al paso anterior, retroceder, ir atras, para atras, devuelvete, regresar al anterior`,
    en: `back, go back, previous, previous step, step back, one step back, take me back, last step, go back one step,
      return, go to the previous step, back one step, back up`,
  },
  restart: {
    es: `empezar de nuevo, empezar otra vez, volver a empezar, reiniciar, reinicia, desde el principio, desde cero,
      comenzar de nuevo, de cero, otra vez desde el principio, empezar desde el principio, empezar de cero, reiniciar guia,
      reiniciar la guia, empecemos de nuevo, volver al principio, al principio, volver al inicio`,
    en: `restart, start over, start again, from the beginning, from the start, begin again, from scratch, start anew,
      restart the guide, start from the beginning, start from scratch, back to the start, back to the beginning`,
  },
  cancel: {
    es: `cancelar, cancela, cancelalo, salir, parar, para, detener, detente, dejalo, dejemoslo, dejarlo,
      olvidalo, abandonar, no quiero seguir, no quiero continuar, ya no quiero seguir, ya no quiero, terminar, cerrar,
      cancelar todo, cancelar la sesion, salir de aqui, quiero salir, me rindo, basta`,
    en: `cancel, cancel it, cancel this, stop, stop it, quit, exit, abort, forget it, never mind, nevermind, leave it,
      drop it, i give up, give up, end, close, enough, stop this, end session, close session, cancel session,
      i dont want to continue`,
  },
  none_of_these: {
    es: `ninguno, ninguna, ninguno de estos, ninguna de estas, ninguno de esos, ninguna de esas, ningun de estos, nada de eso,
      nada de esto, ninguno de los tres, ninguna de las tres, otra cosa, es otra cosa, no es ninguno, no es ninguna,
      no es ninguno de esos, no es ninguna de esas, no es ninguno de estos, no es ninguna de estas, no es nada de eso,
      ninguna me sirve, ninguno me sirve, ni uno ni otro, ninguna de las anteriores, ninguno de los anteriores`,
    en: `none, none of these, none of those, none of them, none of the above, neither, neither of these, neither of them,
      something else, another thing, its something else, no one of these, its none of these, its none of those, not any of these,
      not any of those, not one of these, nothing of that, none fits, none of these fit, none of them fit`,
  },
  help: {
    es: `ayuda, ayudame, ayudenme, necesito ayuda, socorro, auxilio, opciones, menu, comandos, que puedo hacer,
      que puedo decir, que puedes hacer, que puedo escribir, como funciona, como funciona esto, que hago, que hago ahora,
      no entiendo, no lo entiendo, no te entiendo, no he entendido, no comprendo, que es esto, que opciones tengo`,
    en: `help, help me, i need help, need help, options, menu, commands, what can i do, what can i say, what can you do,
      what can i type, how does this work, how does it work, what do i do, what do i do now, i dont understand,
      dont understand, i do not understand, what is this, what are my options`,
  },
  language_es: {
    es: `espanol, en espanol, castellano, en castellano, habla espanol, hablame en espanol, habla en espanol, hablar en espanol, cambiar a espanol, pasa a espanol,
      cambiar al espanol, idioma espanol, espanol por favor, hablas espanol, cambia a espanol`,
    en: `spanish, in spanish, speak spanish, switch to spanish, change to spanish, spanish please, do you speak spanish`,
  },
  language_en: {
    es: `ingles, en ingles, habla ingles, hablame en ingles, habla en ingles, hablar en ingles, cambiar a ingles, pasa a ingles, cambiar al ingles, cambia a ingles,
      idioma ingles, hablas ingles`,
    en: `english, in english, speak english, switch to english, change to english, english please, do you speak english`,
  },
};

/** Politeness and wishing around a command. */
export const commandFillers: Row = {
  es: `por favor, porfa, porfavor, favor, quiero, quisiera, me gustaria, prefiero, deseo, puedo, podemos, podria, podrias, puedes,
    podriamos, vamos a, vamos, ok, vale, pues, entonces, ahora, mejor, gracias, muchas gracias, hola, bueno, y, oye, mira, bot, ya,
    la verdad, si`,
  en: `please, pls, plz, i, want, want to, i want to, id like to, would like to, lets, let us, can i, can we, can you,
    could you, could we, may i, ok, okay, thanks, thank you, hi, hello, hey, now, just, then, and, so, well, i said, bot, yes`,
};

/** "I do not speak Spanish" wants something about the language, but which is not said. */
export const languages = {
  language_es: 'espanol castellano spanish',
  language_en: 'ingles english',
} as const;
