import { join } from 'node:path';
import ts from 'typescript';
import { root } from './documents.ts';

/** Compiles snippets as if each were a file of the repository; answers what is wrong, by snippet. */
export const compile = (snippets: Readonly<Record<string, string>>): string[] => {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [] }, ts.sys, root);
  const files = new Map(
    Object.entries(snippets).map(([name, code], index) => [
      join(root, 'test', `snippet-${index}.ts`),
      { name, code: `${code}\nexport {};\n` },
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (file) => files.has(file) || fileExists(file),
    readFile: (file) => files.get(file)?.code ?? readFile(file),
    getSourceFile: (file, version) => {
      const code = files.get(file)?.code;
      return code === undefined
        ? host.getSourceFile(file, version)
        : ts.createSourceFile(file, code, version);
    },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file !== undefined && files.has(file.fileName))
    .map(
      ({ file, messageText }) =>
        `${files.get(file?.fileName ?? '')?.name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
};
