/**
 * What words and phrases mean in a typed answer, in both languages whatever the session's: people mix them. Written
 * without accents and apostrophes, as `tokens.ts` folds what is typed. To teach a phrase, add it to its row; longer
 * phrases win over shorter ones.
 */
export type Sense =
  /** Turns what follows into its opposite. */
  | 'not'
  /** "nothing", "never": negates alone, and only strengthens a "no" in Spanish. */
  | 'nothing'
  | 'yes'
  /** "of course not": a whole no, not a negation of what follows. */
  | 'no'
  /** "ok", "thanks": heard, and nothing more. */
  | 'heard'
  | 'works'
  /** "work", "help": says something only when negated. */
  | 'to_work'
  | 'solved'
  | 'done'
  | 'fails'
  /** "problem", "happens": bad when it goes on, good when it is no more. */
  | 'trouble'
  /** "gone": good of a trouble. */
  | 'gone'
  /** "still", "yet". */
  | 'still'
  /** "longer", "anymore": with a negation, it was so and has ended. */
  | 'any_more'
  /** "I think", "sometimes", "should": no answer to build on. */
  | 'hedge'
  /** "before", "only", "if", "I want": what is good is not all good, or not yet. */
  | 'limit'
  | 'but'
  /** "one moment": neither done nor failed. */
  | 'wait'
  /** Stands before a name for the thing the problem is about. */
  | 'the'
  | 'filler'
  /** Looks like one of the others with a typo, and is not. */
  | 'other';

type Row = Readonly<{ es: string; en: string }>;

/** Comma-separated phrases; one that starts with `=` is a whole clause, one that ends with `$` ends it. */
export const senses: Readonly<Record<Sense, Row>> = {
  not: {
    es: 'no, sin',
    en: `not, dont, doesnt, didnt, isnt, wasnt, arent, werent, wont, cant, cannot, couldnt, hasnt, havent, hadnt, aint,
      shouldnt, wouldnt, never, without, dnt, nor`,
  },
  nothing: {
    es: 'nada, nadie, nunca, jamas, tampoco, ningun, ninguno, ninguna, ni',
    en: 'nothing, nobody, none, neither, no one',
  },
  yes: {
    es: `si, sip, sep, sii, claro, claro que si, por supuesto, exacto, exactamente, correcto, asi es, eso es, eso mismo,
      es eso, es ese, es esa, esa es, ese es, esa misma, ese mismo, efectivamente, afirmativo, en efecto, si senor,
      desde luego, obvio, aja, ajam, simon, =s, me sirve esa, es justo eso, justo eso, esta misma, este mismo`,
    en: `yes, yep, yup, yeah, yea, yess, yah, ye, sure, of course, correct, right, exactly, thats it, thats the one,
      thats right, this one, that one, absolutely, definitely, indeed, affirmative, =y, for sure, yes please, aye`,
  },
  no: {
    es: `claro que no, para nada, no es eso, no es ese, no es esa, no era eso, eso no, esa no, ese no, nop, =n, nel,
      nones, negativo, no gracias, pues no, de ninguna manera, en absoluto`,
    en: `nope, nah, of course not, not really, thats not it, not this, not that, not this one, not that one, no thanks,
      no thank you, negative, not at all, absolutely not, definitely not, certainly not, hell no, no way, nay`,
  },
  heard: {
    es: `ok, vale, okey, oki, okis, bueno, dale, de acuerdo, entendido, perfecto, genial, estupendo, excelente, bien,
      muy bien, todo bien, esta bien, gracias, muchas gracias, mil gracias, gracias por todo, de nada, no hay problema,
      no pasa nada, bravo, orale, =sale, =va, =anda, que bien, fenomenal, buenisimo`,
    en: `ok, okay, k, kk, alright, all right, got it, great, perfect, nice, cool, good, fine, thanks, thank you, thx, ty,
      awesome, excellent, no problem, no worries, all good, thanks a lot, thank you so much, many thanks, understood,
      brilliant, lovely, wonderful`,
  },
  works: {
    es: `funciona, funcionan, funciono, funcionaron, funcionando, funcionado, va, ya anda, jala, sirve, sirvio, servido,
      ayudo, ayudado, pude, he podido, logre, lo logre, consegui, lo consegui, conseguido, logrado, salio, furula, funca, funcan, funco,
      ya puedo, ya me deja, ya deja, ya entra, ya entre, ya va, conecta, ya conecta`,
    en: `works, worked, working, works now, working now, worked now, functions, functioning, functional, helped, did the trick, that did it, i managed,
      managed, succeeded, successful, i can now, now i can, up and running, back to normal`,
  },
  to_work: {
    es: `funcionar, servir, ayudar, ir, andar, anda, puedo, puede, deja, dejo, exito, suerte, cambia, cambio, cambiado,
      encuentro, veo, consigo, logro, podido, hubo suerte, util, utiles`,
    en: `work, help, helpful, function, can, could, able, find, see, luck, success, change, changed, changes, go`,
  },
  solved: {
    es: `solucionado, solucionada, solucionados, resuelto, resuelta, resueltos, arreglado, arreglada, arreglados,
      se arreglo, se ha arreglado, se soluciono, se resolvio, quedo arreglado, reparado, reparada, solventado,
      solventada, corregido`,
    en: `solved, fixed, resolved, fixed now, solved now, resolved now, sorted, sorted out, fixed it, that fixed it, repaired, all fixed, problem solved`,
  },
  done: {
    es: `listo, lista, listos, hecho, hecha, ya esta, ya estuvo, ya quedo, lo hice, ya lo hice, la hice, los hice, hice eso,
      ya hice eso, terminado, terminada, termine, acabado, acabe, completado, completada, complete, completo,
      finalizado, finalice, realizado, he hecho, lo he hecho, siguiente, siguiente paso, continuar, continua, sigamos,
      continuemos, avanzar, hecho esto, paso hecho, ya lo tengo`,
    en: `done, done now, i did, did it, did that, i did it, i did that, i have done, have done it, finished, completed, complete,
      accomplished, next, next step, continue, proceed, move on, ready, all set, its done, done that`,
  },
  fails: {
    es: `falla, fallan, fallo, fallaron, fallando, fallado, roto, rota, error, errores, igual, igual que antes, lo mismo, lo mismo que antes, como antes, el mismo,
      la misma, mismo, misma, persiste, persisten, dejo de funcionar, ha dejado de funcionar, dejo de ir, volvio el problema, ha vuelto el problema, peor, mal, inutil, atascado, atascada, atorado, atorada, trabado,
      bloqueado, bloqueada, sigue pasando, sin cambios, sin resolver, estropeado`,
    en: `fails, fail, failed, failing, failure, broken, broke, same, the same, same as before, like before, same thing, same issue, same problem,
      same error, error, errors, persists, stopped working, quit working, it came back, came back, worse, bad, useless, stuck, wrong, unsolved, unresolved, unfixed, unsuccessful,
      nonfunctional, dead, crashes, crashed, inoperative, unusable, incomplete, unfinished, undone`,
  },
  trouble: {
    es: `problema, problemas, pasa, pasando, ocurre, ocurriendo, sucede, sucediendo, sale, saliendo, aparece,
      apareciendo, fallos, incidencia`,
    en: 'problem, problems, issue, issues, happens, happening, happen, appears, appearing, occurs, occurring, trouble',
  },
  gone: { es: 'desaparecio, desaparecido, se fue, se quito', en: 'gone, went away, disappeared, vanished' },
  still: { es: 'todavia, aun, sigue, siguen, sigo, siguio, continuo', en: 'still, yet, keeps, keep' },
  any_more: { es: 'mas', en: 'longer, anymore, any more, more' },
  hedge: {
    es: `creo, quiza, quizas, tal vez, talvez, a lo mejor, puede ser, puede que, supongo, parece, pareceria, aparentemente,
      imagino, diria, posiblemente, probablemente, a veces, aveces, a ratos, de vez en cuando, en ocasiones, casi, medio,
      mas o menos, masomenos, en parte, parcialmente, un poco, la mitad, mitad, no se$, no lo se, no se si, no se que, no se como, nose, no estoy seguro,
      no estoy segura, ni idea, depende, deberia, deberian, tendria, podria, podrian, ojala, espero, dudo, dudoso, si no,
      no es que, es que no, no sabria, ni si ni no`,
    en: `i think so, think so, i hope so, i guess so, i believe so, i suppose so, dont think so, do not think so,
      i think, think, guess, i guess, maybe, perhaps, possibly, probably, presumably, apparently, seems, seem, seemed,
      looks, look, appear, might, may, sometimes, at times, occasionally, intermittently, almost, nearly, kinda, kind of,
      sort of, sorta, partly, partially, half, halfway, somewhat, a bit, a little, not sure, unsure, dont know, do not know,
      dunno, idk, no idea, depends, should, would, supposed, hope, hopefully, doubt, doubtful, believe, suppose, assume,
      if not, yeah right`,
  },
  limit: {
    es: `cuando, hasta, falta, faltan, faltaba, antes, ayer, estaba, estaban, era, funcionaba, funcionaban, funcionara,
      funcionaran, funcionaria, funcionarian, funcione, funcionen, funcionase, servia, serviria, sirviera, iba, andaba,
      solucione, solucionara, resolvera, resuelva, arregle, arreglara, quiero, necesito, necesita, quisiera, como, por que,
      porque, solo, solamente, excepto, salvo, menos, dicen, dice, ahora mismo, por ahora, de momento, por el momento, unos,
      alguno, algunos, algunas, algo, poco, apenas, raras veces`,
    en: `little, some, if, when, until, till, unless, wish, before, yesterday, used, was, were, will, going to, to be, gonna, want,
      wants, need, needs, try to, make, makes, only, except, hardly, barely, scarcely, rarely, seldom, for now,
      at the moment, how, why, because, says, said, temporarily, often, mostly, about, once`,
  },
  but: {
    es: 'pero, aunque, sin embargo, sino, no obstante, salvo que',
    en: 'but, although, though, however, except that',
  },
  wait: {
    es: `espera, esperate, espere, un momento, un segundo, un minuto, momento, dame un momento, dame un minuto, voy,
      ya voy, en eso estoy, estoy en ello, probando, lo pruebo, voy a probar, intentando, lo intento, haciendolo, luego,
      despues, mas tarde, ahorita`,
    en: `wait, hold on, one moment, a moment, one second, one sec, a sec, just a sec, one minute, give me a minute, brb,
      trying, let me try, ill try, testing, doing it, on it, working on it, in progress, later, give me a sec, hang on`,
  },
  the: {
    es: 'el, la, los, las, mi, mis, tu, su',
    en: 'the, my, our, your',
  },
  // No "lo", "so", "on", "now", "nos": a slip away from "no" and "not", they must not be read over.
  filler: {
    es: `ya, ahora, me, te, se, le, les, es, esta, estan, ha, he, han, hemos, sido, esto, eso, todo, toda, todos, un, una, este, ese, esa,
      y, e, muy, mucho, bastante, pues, por fin, al fin, finalmente, entonces, por favor, porfa, favor, hola, buenas,
      que, de, ver, a ver, todo el, del, al, ha quedado, quedo, ser, son, estoy, tengo, tiene, hay, da, dando, con, a, de nuevo, otra vez, perfectamente, correctamente, de maravilla, a la perfeccion, genial, ay, ah, oh, jaja, jajaja,
      uf, mira, oye, jeje, senor, senora, amigo, completamente, totalmente, por completo, del todo, paso, el paso,
      este paso, paso a paso, adios, chao, hasta luego, ayuda, ayudame, hace, hacer, haciendo, sabes, tras eso, para, en, hoy`,
    en: `it, its, im, i, ive, is, are, am, be, been, has, have, had, now it, now im, good now, ok now, okay now, finally, all, everything, that, this, thats, there,
      and, a, an, very, just, well, really, please, pls, bye, goodbye, hi, hello, hey, again, at last, perfectly, fine now, like a charm,
      great now, the step, step, this step, completely, totally, fully, does, did, doing, me, for, with, of,
      you, we, they, oh, ah, wow, lol, haha, yay, hurray, hooray, also, as, as well, the thing, get, getting, one, out,
      after that, after this, in, even, any, today`,
  },
  other: {
    es: `reinicie, reiniciado, reiniciada, reinicio, cancele, cancelado, cancelada, regrese, regreso, donde, cual, cuales,
      quien, solucionar, soluciona, solucion, resolver, resuelve, arreglar, arregla, arreglo, hechos, lento, listado, listar,
      visto, techo, pecho, ficha, salir, dona, vaca, vale la pena, volar, ayuna, personal, personas, otra, otro,
      otras, otros, resto, primero, primera, segundo, segunda, tercero, tercera, ultimo, ultima, mayoria, parte`,
    en: `restarted, restarting, where, which, what, who, whose, solve, solves, fix, fixes, fixing, worker, workers, words, word, world, worth, worry, folks, bank, hell, held, helper,
      stopped, resolve, reset password, store, stock, story, list, lost, nine, dome, dozen, cash, fair, fall,
      falls, fairly, finish, fished, broker, beck, pack, humans, agents, agency, agenda, cancelled, canceled,
      other, others, rest, first, second, third, most, part`,
  },
};

/** Emoji that answer by themselves. Others say nothing. */
export const emojiAnswers: Readonly<Record<'yes' | 'no', string>> = {
  yes: '👍 ✅ ✔ 👌 ☑ 💯',
  no: '👎 ❌ ✖ 🚫 ❎',
};
