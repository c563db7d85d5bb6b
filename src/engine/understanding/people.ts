import { tokensOf } from './tokens.ts';

/** The words around wanting a human, in both languages; `human.ts` says how they are read together. */
const set = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .trim()
      .split(/\s+/u)
      .flatMap((word) => tokensOf(word)),
  );

/** Naming one is enough as a whole answer. */
export const people =
  set(`persona humano humana humanos agente asesor asesora asesores operador operadora ejecutivo
  ejecutiva supervisor supervisora encargado encargada responsable human humans person agent representative rep
  operator advisor adviser manager`);

/** Naming one is not: it takes a request to talk to them, or for their help. */
export const helpers =
  set(`alguien tecnico tecnica soporte someone somebody anyone anybody support technician staff
  specialist especialista experto experta expert helpdesk companero companera colega`);

/** What asks for something or someone. */
export const requests =
  set(`quiero quisiera queremos necesito necesitamos prefiero gustaria deseo exijo dame deme
  llama llamar llame llamen puedo puedes puede podria podrias pueden podrian solicito pido pedir hay existe ayude ayuda
  ayudar ayudarme atencion want wanna need prefer like love call get give put pass let can could may bring send
  request requesting demand ask asking
  hablar hablo hablemos hable hablarle platicar charlar chatear comunicar comunicarme comunicame comuniqueme comunica
  contactar contactarme contacta contacto conecta conectame conectar conectarme pasar pasame pasas pases paseme pasarme
  pasen ponme ponerme poneme transfiereme transferir transferirme transferime transfieras derivar derivame derivarme
  atienda atiende atender atenderme atiendan speak speaking talk talking chat chatting connect contact reach transfer
  escalate forward refer`);

/** Those of them that are for talking to someone: others may be for a thing that is called an agent. */
export const talking =
  set(`hablar hablo hablemos hable hablarle platicar charlar chatear comunicar comunicarme
  comunicame comuniqueme contactar contactarme contacta pasar pasame pasas pases paseme pasarme pasen ponme ponerme
  poneme transfiereme transferir transferirme transferime transfieras derivar derivame derivarme atienda atender atenderme
  atiendan speak speaking talk talking chat chatting connect contact reach transfer escalate forward refer`);

/** What somebody is asked to do, after being named: "can someone help me". */
export const helping = set(
  `ayude ayudar ayudarme atienda atender atenderme llame llamar llamarme help assist`,
);

/** "I cannot talk to a human" wishes for one: only the possibility is denied. */
export const possibility = set('puedo puede podemos podria hay cant cannot couldnt can');

/** Between the request and the person, and around them. */
export const around =
  set(`a al con de del un una el la los las algun alguna otro otra que por favor porfavor porfa
  please pls me te se le nos real reales verdad viva vivo humana humano live actual directamente ya ahora right to with
  an the some this that one of for team equipo soporte support cliente clientes customer service servicio tecnico
  tecnica desk mesa help here aqui hoy today mejor urgente urgentemente asap directly instead just really i id we you yo
  it us can who is are there ahi any gracias thanks thank mas and y hello hola hey hi ok okay vale si yes disponible
  available would now yet still aun todavia`);

/** What may follow a person who is asked for; another word makes a thing of it ("the agent process"). */
export const following = set('porque because pero but que who para so since ya no not sin');
export const of = set('de del of for');

export const machines = set('bot robot maquina machine');

/** Near to one of the people's names, and none of them. */
export const notPeople =
  set(`personal personas personaje agents agenda agency agencia agentes humanidad operation
  operate operations managed manage reps`);

/** Ask for a person whatever stands around them. */
export const wishes: readonly (readonly string[])[] =
  `llamame, llamenme, que me llamen, escalar, escalalo, escala, escalen, escalame,
  escalar el caso, atencion al cliente, servicio al cliente, atencion humana, soporte humano, soporte tecnico humano,
  persona real, agente humano, agente real, humano real, humano de verdad, persona de verdad, call me, escalate,
  escalate it, escalate this, customer service, customer support, human agent, real person, real human, live agent,
  live person, actual human, actual person, human support, human help, human being`
    .split(',')
    .map((phrase) => tokensOf(phrase));
