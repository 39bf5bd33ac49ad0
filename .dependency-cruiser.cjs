/** Import arrows of the house. A module that no rule names is caught by `known-rooms`. */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "known-rooms",
      comment: "Every module stands in a room that these rules speak of.",
      severity: "error",
      from: { pathNot: "^(agent|collector|shared|cli|test)/|^[^/]+\\.config\\.(ts|cjs)$|node_modules" },
      to: { path: "^(agent|collector|shared|cli)/" },
    },
    {
      name: "shared-knows-nothing",
      severity: "error",
      from: { path: "^shared/" },
      to: { path: "^(agent|collector|cli|test)/" },
    },
    {
      name: "shared-touches-no-machine",
      severity: "error",
      from: { path: "^shared/", pathNot: "\\.test\\.ts$|\\.script\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "agent-never-collector",
      severity: "error",
      from: { path: "^agent/" },
      to: { path: "^(collector|cli)/" },
    },
    {
      name: "collector-never-agent",
      severity: "error",
      from: { path: "^collector/" },
      to: { path: "^(agent|cli)/" },
    },
    {
      name: "agent-core-is-pure-of-packages",
      comment: "Only agent/adapters knows Node, a native module or another npm package.",
      severity: "error",
      from: { path: "^agent/(core|sensors)/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core", "npm", "npm-optional"], pathNot: "node_modules/zod/" },
    },
    {
      name: "agent-core-knows-no-adapter",
      severity: "error",
      from: { path: "^agent/(core|sensors)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^agent/(adapters|main|config)" },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      from: { path: "^collector/domain/", pathNot: "\\.test\\.ts$" },
      to: {
        pathNot: "^(collector/domain|shared)/|node_modules/(zod|@holiday-jp|temporal-polyfill)/",
      },
    },
    {
      name: "siblings-by-port-only",
      severity: "error",
      from: { path: "^collector/(storage|records|notify|render|ingest|http)/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^collector/(storage|records|notify|render|ingest|http)/",
        pathNot: "^collector/$1/|^collector/[a-z]+/port\\.ts$",
      },
    },
    {
      name: "only-app-wires",
      severity: "error",
      from: {
        path: "^collector/(domain|storage|records|notify|render|ingest|http)/",
        pathNot: "\\.test\\.ts$",
      },
      to: { path: "^collector/(app|main\\.ts|web)" },
    },
    {
      name: "only-storage-knows-a-database",
      severity: "error",
      from: { path: "^collector/", pathNot: "^collector/storage/|\\.test\\.ts$" },
      to: { path: "^(node:)?sqlite$|node_modules/@elastic" },
    },
    {
      name: "only-notify-knows-carriers",
      severity: "error",
      from: { path: "^collector/", pathNot: "^collector/notify/|\\.test\\.ts$" },
      to: { path: "node_modules/nodemailer" },
    },
    {
      name: "web-knows-shared-only",
      severity: "error",
      from: { path: "^collector/web/", pathNot: "\\.test\\.tsx?$|vite\\.config\\.ts$" },
      to: { path: "^(agent|cli|test|collector/(?!web/))" },
    },
    {
      name: "nothing-imports-tests",
      severity: "error",
      from: { path: "^(agent|collector|shared|cli)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^test/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|data|reports)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
