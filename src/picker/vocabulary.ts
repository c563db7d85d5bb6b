/**
 * What is known about words before any guide is read, for the two languages of the starter catalogue. All are
 * written as `words` folds them. Other languages do without: rarity and character n-grams carry them.
 */
const list = (text: string): readonly string[] => text.trim().split(/\s+/u);

/** Words that hold a sentence together: alone they say little, but in their order they may be a whole question. */
export const stopWords: ReadonlySet<string> = new Set(
  list(`
    a al algo algun alguna algunas algunos ante antes aqui asi aun aunque bien cada casi como con contra cual cuales
    cuando cuanto de del desde donde durante e el ella ellas ellos en entonces entre era eran eres es esa esas ese eso
    esos esta estaba estan estar estas este esto estos estoy etc fue fueron gran ha haber habia hace hacer haces hago
    han has hasta hay he la las le les lo los luego mas me mi mientras mio mis mismo mucha mucho muy nada ni no nos
    nosotros nuestra nuestro nunca o os otra otras otro otros para pero poco podria por porque puede pueden puedes
    pues que quien quiero quisiera se sea segun ser si sido siempre sin sobre sois solo somos son soy su sus tal
    tambien tampoco tan tanto te tengo ti tiene tienen tienes toda todas todavia todo todos tras tu tus u un una unas
    uno unos usted vais vamos van vez vos voy vuestra vuestro y ya yo
    about after again all also am an and any anyone anything are arent as at be because been before being but by can
    could did didnt do does doesnt doing dont each either else even ever every for from get gets
    getting go goes going gonna got had has hasnt have havent having her here him his how i id if ill im in into is
    isnt it its itself ive just keep keeps know let like may me might more most much must my myself need needs never
    no none not now of off on once one only or other our out over own really same should since so some somehow someone
    something still such than that thats the their them then there theres these they this those though to too try
    trying under until up upon us use very wanna want wants was wasnt way we well were what whats when where which
    while who why will wish with within without wont would wouldnt yes yet you your yours
  `),
);

/** What every problem has in common: a message of nothing else says only that there is one. */
export const emptyWords: ReadonlySet<string> = new Set(
  list(`
    puedo podemos va cant cannot couldnt hola holaa buenas buenos dia dias tarde tardes noches saludos oye oiga gracias favor porfa porfavor ayuda
    ayudame ayudar ayudas ayudarme auxilio socorro urgente urge problema problemas problemita inconveniente
    incidencia incidencias error errores falla fallas fallan fallo fallos fallando funciona funcionan funcionaba
    funcionando funcionar funciono sirve sirven anda andan andaba jala mal malo rara raro roto rota necesito pasa
    pasando pasado ocurre ocurrio sucede duda dudas pregunta consulta cosa cosas aparato tema ok vale
    hello hey hi hiya greetings good morning afternoon evening thanks thank please pls plz help helps helping sos
    urgent urgently asap problem problems trouble issue issues err errors fail fails failed failing failure work works
    worked working bad broke broken wrong weird stuck thing things happen happens happened happening question
    questions okay stopped stops stop anymore
  `),
);

/**
 * Words of support that mean the same, in and across the two languages: what lets "no me deja entrar" find "Cannot
 * sign in". A phrase of two words counts as one where they stand together.
 */
export const concepts: readonly (readonly string[])[] = [
  'contrasena contrasenas clave claves password passwords passcode contrasenia pass pwd',
  'cuenta cuentas account accounts perfil profile',
  'sesion login logon log+in sign+in signin logging+in signing+in log+into acceder acceso access entrar ingresar loguearme loguear logearme autenticar authenticate',
  'olvide olvidado olvidada olvido forgot forgotten forget recuperar recover recordar remember',
  'restablecer reestablecer resetear resetea reset resetting cambiar cambio change changing',
  'bloqueada bloqueado bloqueo bloquearon bloquear locked blocked lock block suspendida suspended',
  'codigo codigos code codes pin otp',
  'verificacion verificar verification verify 2fa mfa autenticador authenticator dos+pasos two+factor two+step',
  'correo correos email emails mail mails e+mail buzon mailbox inbox outlook gmail',
  'enviar envia enviando mandar mando send sending sent',
  'recibir recibo recibido llega llegan llegado llego receive received receiving arrive arrives arrived arriving',
  'adjunto adjuntos adjuntar attachment attachments attach attached',
  'impresora impresoras imprimir imprime impresion printer printers print printing prints',
  'papel paper atasco jam jammed atascado',
  'escaner escanear scanner scan scanning',
  'internet red conexion network connection online offline conectar conecta conectarme connect connecting connected conectado desconecta disconnects',
  'wifi wi+fi wireless inalambrica inalambrico router modem',
  'pantalla pantallas screen display monitor',
  'teclado keyboard keys tecla teclas',
  'raton mouse touchpad trackpad',
  'ordenador computador computadora pc laptop portatil computer notebook equipo',
  'telefono movil celular phone mobile smartphone cellphone iphone android',
  'lento lenta lentitud despacio slow slowly slowness sluggish tarda laggy',
  'congelado congelada congela cuelga cuelgue colgado trabado trabada frozen freeze freezes freezing hangs hang unresponsive',
  'cierra cierran crash crashes crashed crashing se+cierra closes quits',
  'apagar apaga apagado encender enciende prende prender arranca turn+on turn+off power boot boots reinicia reiniciar restart restarts reboot shutdown',
  'bateria battery cargador charger charge charging',
  'sonido audio altavoz altavoces auriculares sound speaker speakers headphones headset volumen volume oye oigo escucha hear',
  'microfono micro microphone mic',
  'camara webcam camera video',
  'reunion reuniones llamada llamadas videollamada meeting meetings call calls zoom videoconferencia',
  'aplicacion aplicaciones app apps application applications programa programas program software',
  'instalar instala instalacion install installs installing installation installer instalador',
  'actualizar actualizacion actualiza update updates updating upgrade',
  'descargar descarga bajar download downloads downloading',
  'subir sube cargar upload uploads uploading',
  'archivo archivos fichero ficheros documento documentos file files document documents',
  'carpeta carpetas folder folders directorio directory',
  'compartir compartido compartida comparto share shared sharing',
  'permiso permisos autorizacion denegado permission permissions denied authorized unauthorized',
  'borrar borrado borre eliminar eliminado elimine delete deleted remove removed erase',
  'guardar guarda save saved saving',
  'abrir abre abren open opens opening',
  'cargar carga load loads loading',
  'pagina paginas web sitio page pages website site navegador browser chrome firefox',
  'enlace enlaces liga link links url',
  'vpn tunel tunnel remoto remote',
  'pago pagos pagar pague payment payments pay paying paid',
  'tarjeta tarjetas card cards',
  'factura facturas recibo facturacion invoice invoices bill bills billing receipt',
  'cobro cobros cobraron cobrado cobrar charged cargo overcharged',
  'rechazado rechazada rechaza rechazo declined rejected decline refused',
  'reembolso devolucion devolver refund refunds refunded reimbursement',
  'cancelar cancelacion baja cancel cancellation unsubscribe suscripcion subscription',
  'pedido pedidos compra orden order orders purchase',
  'envio entrega paquete shipping delivery package parcel shipment',
  'dinero plata efectivo money cash funds saldo balance',
  'transferencia transferencias transferir transfer transfers transferring',
  'banco bank',
  'robado robada robo stolen theft hackeada hackeado hacked intruso',
  'perdi perdido perdida lost lose missing',
  'virus malware antivirus infectado infected',
  'mensaje mensajes message messages sms chat',
  'notificacion notificaciones aviso avisos notification notifications alert alerts',
  'sincronizar sincroniza sincronizacion sync syncs syncing synchronize',
  'calendario agenda calendar cita citas appointment',
  'contacto contactos contact contacts',
  'foto fotos imagen imagenes photo photos picture pictures image images',
  'copia respaldo backup backups',
  'disco espacio almacenamiento memoria disk space storage memory full lleno llena',
  'idioma lenguaje language languages',
  'usuario usuarios user users username',
  'nombre name',
  'direccion address',
  'servidor server servers',
  'api token tokens clave+api api+key endpoint integracion integration integrar integrate webhook webhooks',
  'licencia licencias license licence licenses',
  'caracteres letra letras font fonts text texto',
  'nuevo nueva new',
].map(list);

/** Every word above: none of them is a typo of another one. */
export const knownWords: ReadonlySet<string> = new Set([
  ...stopWords,
  ...emptyWords,
  ...concepts.flat().flatMap((term) => term.split('+')),
]);
