import type { TemplateId } from '../../src/ids.ts';
import type { PickerEntry } from '../../src/picker/index.ts';

/** A small service desk in languages that the picker knows nothing of: neither their small words nor their meanings. */
export interface Desk {
  readonly locale: string;
  readonly guides: readonly PickerEntry[];
  /** What people asked, in words of their own. */
  readonly asked: readonly (readonly [guide: string, text: string])[];
  /** What none of the guides is about. */
  readonly strange: readonly string[];
}

const desk = (
  locale: string,
  guides: Readonly<Record<string, readonly [name: string, description: string, ...examples: string[]]>>,
  asked: Readonly<Record<string, readonly string[]>>,
  strange: readonly string[],
): Desk => ({
  locale,
  guides: Object.entries(guides).map(([id, [name, description, ...examples]]) => ({
    template_id: id as TemplateId,
    locale,
    name,
    description,
    keywords: [],
    examples,
  })),
  asked: Object.entries(asked).flatMap(([guide, texts]) => texts.map((text) => [guide, text] as const)),
  strange,
});

export const desks: readonly Desk[] = [
  desk(
    'de',
    {
      password: [
        'Passwort zurücksetzen',
        'Wenn man sein Passwort vergessen hat.',
        'ich habe mein Passwort vergessen',
        'das Kennwort wird nicht angenommen',
        'wie setze ich mein Passwort zurück',
        'ich komme nicht mehr in mein Konto',
      ],
      printer: [
        'Der Drucker druckt nicht',
        'Papierstau, leere Patronen, Drucker offline.',
        'aus dem Drucker kommt nichts heraus',
        'der Drucker zeigt einen Papierstau an',
        'ich kann nichts ausdrucken',
        'der Toner ist leer',
      ],
      wifi: [
        'Kein Internet über WLAN',
        'Das Funknetz ist nicht da oder sehr langsam.',
        'das WLAN verbindet sich nicht',
        'ich habe kein Internet',
        'das Netz bricht ständig ab',
        'der Router blinkt rot',
      ],
      invoice: [
        'Fragen zur Rechnung',
        'Falsche, doppelte oder fehlende Rechnungen.',
        'auf meiner Rechnung stimmt der Betrag nicht',
        'ich habe zweimal bezahlt',
        'wo finde ich meine Rechnung',
        'es wurde zu viel abgebucht',
      ],
      delivery: [
        'Lieferung kommt nicht an',
        'Pakete, die zu spät oder gar nicht kommen.',
        'mein Paket ist nicht angekommen',
        'wo bleibt meine Lieferung',
        'die Sendung wurde beschädigt geliefert',
        'ich möchte die Lieferadresse ändern',
      ],
    },
    {
      password: [
        'Passwort',
        'hab mein passwort vergesen',
        'Kennwort falsch',
        'mein Konto lässt mich nicht rein',
      ],
      printer: ['Drucker', 'papierstau', 'der Druker streikt', 'Tonerpatrone leer, was tun?'],
      wifi: ['WLAN', 'wlan verbindung bricht ab', 'kein internt', 'Router blinkt'],
      invoice: ['Rechnung', 'doppelt bezahlt', 'falscher betrag abgebucht', 'Rechnungsbetrag stimmt nicht'],
      delivery: ['Paket', 'mein packet kam nie an', 'Lieferadresse ändern', 'Sendung beschädigt'],
    },
    ['Wie wird morgen das Wetter?', 'Ich suche ein Rezept für Apfelkuchen', 'Wann fährt der Zug nach Köln?'],
  ),
  desk(
    'fr',
    {
      password: [
        'Réinitialiser le mot de passe',
        'Quand on a oublié son mot de passe.',
        "j'ai oublié mon mot de passe",
        'mon mot de passe est refusé',
        'je ne peux plus me connecter à mon compte',
        'comment changer de mot de passe',
      ],
      printer: [
        "L'imprimante n'imprime pas",
        'Bourrage papier, cartouche vide, imprimante hors ligne.',
        "rien ne sort de l'imprimante",
        "il y a un bourrage papier dans l'imprimante",
        "je n'arrive pas à imprimer",
        "la cartouche d'encre est vide",
      ],
      wifi: [
        'Pas de connexion wifi',
        'Le réseau sans fil est absent ou très lent.',
        'le wifi ne se connecte pas',
        "je n'ai plus internet",
        'la connexion coupe tout le temps',
        'la box clignote en rouge',
      ],
      invoice: [
        'Questions sur la facture',
        'Factures fausses, doubles ou manquantes.',
        'le montant de ma facture est faux',
        "j'ai payé deux fois",
        'où trouver ma facture',
        'on m’a prélevé trop',
      ],
      delivery: [
        'Colis non reçu',
        'Colis en retard, perdus ou abîmés.',
        "mon colis n'est pas arrivé",
        'où est ma commande',
        'le paquet est arrivé abîmé',
        "je veux changer l'adresse de livraison",
      ],
    },
    {
      password: [
        'mot de passe',
        'jai oublie mon mot de pase',
        'mot de passe refuse',
        'connexion à mon compte impossible',
      ],
      printer: ['imprimante', 'bourrage', 'limprimante fait rien', "plus d'encre dans la cartouche"],
      wifi: ['wifi', 'la wifi marche plus', 'connexion internet coupe', 'box rouge'],
      invoice: ['facture', 'paye deux fois', 'montant faux', 'prélèvement trop élevé sur ma facture'],
      delivery: ['colis', 'mon coli est perdu', "changer l'adresse de livraison", 'paquet abimé'],
    },
    [
      'Quel temps fera-t-il demain ?',
      'Je cherche une recette de tarte',
      'À quelle heure part le train pour Lyon ?',
    ],
  ),
  desk(
    'pt',
    {
      password: [
        'Redefinir a senha',
        'Quando a pessoa esqueceu a senha.',
        'esqueci a minha senha',
        'a senha não é aceita',
        'não consigo entrar na minha conta',
        'como mudo a senha',
      ],
      printer: [
        'A impressora não imprime',
        'Papel preso, tinta acabada, impressora desligada.',
        'não sai nada da impressora',
        'o papel ficou preso na impressora',
        'não consigo imprimir',
        'acabou a tinta',
      ],
      wifi: [
        'Sem ligação ao wifi',
        'A rede sem fio não aparece ou está muito lenta.',
        'o wifi não liga',
        'estou sem internet',
        'a rede cai a toda hora',
        'o roteador pisca vermelho',
      ],
      invoice: [
        'Dúvidas sobre a fatura',
        'Faturas erradas, em dobro ou em falta.',
        'o valor da minha fatura está errado',
        'paguei duas vezes',
        'onde encontro a fatura',
        'cobraram a mais',
      ],
      delivery: [
        'A encomenda não chegou',
        'Encomendas atrasadas, perdidas ou danificadas.',
        'a minha encomenda não chegou',
        'onde está o meu pedido',
        'o pacote chegou danificado',
        'quero mudar o endereço de entrega',
      ],
    },
    {
      password: ['senha', 'esqueci minha seha', 'senha nao aceita', 'não entro na conta'],
      printer: ['impressora', 'papel preso', 'a impresora nao faz nada', 'tinta acabou'],
      wifi: ['wifi', 'wi-fi caindo toda hora', 'sem internt', 'roteador vermelho'],
      invoice: ['fatura', 'paguei em dobro', 'valor errado', 'cobrança a mais na fatura'],
      delivery: ['encomenda', 'pacote danificado', 'mudar endereço de entrega', 'cadê minha encomenda'],
    },
    [
      'Como vai estar o tempo amanhã?',
      'Procuro uma receita de bolo',
      'A que horas sai o comboio para o Porto?',
    ],
  ),
];
