type Args = Readonly<Record<string, unknown>>;

export interface StandInFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: Buffer;
  /** What `files.info` says beyond that, or in place of it. */
  readonly more: Args;
}

/** Where the stand-in keeps files: those that people have put there, and those that are being brought. */
export const createStandInFiles = (origin: () => string) => {
  const files = new Map<string, StandInFile>();

  const add = (name: string, bytes: Buffer, more: Args = {}): string => {
    const id = `F${files.size + 1}`;
    files.set(id, { id, name, bytes, more });
    return id;
  };

  /** What Slack tells of it. */
  const told = ({ id, name, bytes, more }: StandInFile): Args => ({
    id,
    name,
    mimetype: 'application/pdf',
    size: bytes.length,
    url_private: `${origin()}/files-pri/T1-${id}/${encodeURIComponent(name)}`,
    ...more,
  });

  return {
    add,
    told,
    find: (id: string): StandInFile | undefined => files.get(id),
    take(id: string, bytes: Buffer): Args {
      const known = files.get(id);
      if (known) files.set(id, { ...known, bytes });
      return { ok: known !== undefined };
    },
    /** @param share puts whole files where they belong; resolves with the error where it cannot */
    methods: (
      share: (args: Args, shared: readonly StandInFile[]) => string | null,
    ): Record<string, (args: Args) => Args> => ({
      'files.info': ({ file }) => {
        const known = files.get(String(file));
        return known ? { ok: true, file: told(known) } : { ok: false, error: 'file_not_found' };
      },
      'files.getUploadURLExternal': ({ filename, length }) => {
        if (Number(length) < 1) return { ok: false, error: 'invalid_arguments' };
        const id = add(String(filename), Buffer.alloc(0), { promised: Number(length) });
        return { ok: true, file_id: id, upload_url: `${origin()}/upload/v1/${id}` };
      },
      'files.completeUploadExternal': (args) => {
        const wanted = Array.isArray(args['files']) ? (args['files'] as readonly Args[]) : [];
        const whole = wanted.flatMap(({ id }) => {
          const file = files.get(String(id));
          return file?.bytes.length === file?.more['promised'] && file ? [file] : [];
        });
        if (wanted.length === 0 || whole.length < wanted.length)
          return { ok: false, error: 'file_update_failed' };
        const error = share(args, whole);
        return error === null ? { ok: true, files: whole.map(({ id }) => ({ id })) } : { ok: false, error };
      },
    }),
  };
};
