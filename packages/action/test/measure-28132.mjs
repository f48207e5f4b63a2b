import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// packages/action/test/measure.ts
import { execFileSync } from "node:child_process";
import { mkdtempSync as mkdtempSync2, rmSync as rmSync2 } from "node:fs";
import { availableParallelism, loadavg, tmpdir as tmpdir2 } from "node:os";
import { join as join2 } from "node:path";

// packages/action/test/events.ts
var ZERO = "0".repeat(40);
function pullRequest(base, head, {
  commits,
  fork = false,
  isPrivate = true,
  action = "synchronize",
  target = false
}) {
  const repo = { full_name: "octo/app" };
  const pull = {
    number: 7,
    commits,
    head: { ref: "topic", sha: head, repo: fork ? { full_name: "stranger/app" } : repo },
    base: { ref: "main", sha: base, repo }
  };
  return {
    eventName: target ? "pull_request_target" : "pull_request",
    event: { action, number: 7, pull_request: pull, repository: repositoryOf(isPrivate) },
    sha: head,
    ref: "refs/pull/7/merge"
  };
}
function repositoryOf(isPrivate) {
  return {
    full_name: "octo/app",
    private: isPrivate,
    visibility: isPrivate ? "private" : "public",
    default_branch: "main"
  };
}

// packages/action/test/github-server.ts
import { gunzipSync } from "node:zlib";

// packages/action/test/openapi-server.ts
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Ajv } from "ajv";
import formats from "ajv-formats";
var compiled = /* @__PURE__ */ new Map();
function routesOf(file) {
  const slice = JSON.parse(readFileSync(file, "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  for (const name of ["repo.nwo", "timestamp", "binary"]) ajv.addFormat(name, true);
  ajv.addSchema({ $id: "github", components: jsonSchema(slice.components) });
  const resolve = (value) => {
    const ref = value?.["$ref"];
    if (typeof ref !== "string") return value;
    return ref.split("/").slice(1).reduce((at, name) => at[name], slice);
  };
  const schemaOf = (holder) => {
    const content = resolve(holder)?.["content"];
    const schema = content?.["application/json"]?.schema;
    return schema === void 0 ? null : ajv.compile(jsonSchema(schema));
  };
  return Object.entries(slice.paths).flatMap(
    ([path, item]) => Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
      id: operation.operationId,
      query: (operation.parameters ?? []).map(resolve).filter((one) => one?.["in"] === "query"),
      body: schemaOf(operation.requestBody),
      fields: Object.keys(
        resolve(operation.requestBody)?.["content"]?.["application/json"]?.schema?.properties ?? {}
      ),
      replies: new Map(Object.entries(operation.responses).map(([status, reply]) => [Number(status), schemaOf(reply)])),
      explain: (errors) => ajv.errorsText(errors),
      example: (status) => {
        const content = resolve(operation.responses[status])?.["content"];
        const example = resolve(Object.values(content["application/json"]?.examples ?? {})[0]);
        return structuredClone(example?.["value"]);
      }
    }))
  );
}
function jsonSchema(value) {
  if (Array.isArray(value)) return value.map(jsonSchema);
  if (value === null || typeof value !== "object") return value;
  const { nullable, ...rest } = value;
  const made = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !["example", "examples", "discriminator"].includes(name)).map(([name, one]) => [name, name === "$ref" ? String(one).replace(/^#/, "github#") : jsonSchema(one)])
  );
  return nullable === true ? { anyOf: [made, { type: "null" }] } : made;
}
async function startOpenApi(file, answer2) {
  const routes = compiled.get(file.href) ?? routesOf(file);
  compiled.set(file.href, routes);
  const state = { faults: [], requests: [], problems: [] };
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", `http://${request.headers.host ?? ""}`);
      const raw = await text(request);
      const send = (status2, data2, headers2 = {}) => {
        response.writeHead(status2, { "content-type": "application/json; charset=utf-8", ...headers2 });
        response.end(JSON.stringify(data2));
      };
      const route = routes.find((one) => one.method === request.method && one.pattern.test(url.pathname));
      if (route === void 0) {
        state.problems.push(`no operation: ${request.method} ${url.pathname}`);
        send(404, { message: "Not Found" });
        return;
      }
      state.requests.push(route.id);
      const fault = state.faults.find(({ operation }) => operation === route.id);
      if (fault !== void 0) {
        if (fault.isLasting !== true) state.faults.splice(state.faults.indexOf(fault), 1);
        send(fault.status, { message: fault.message ?? "fault" }, fault.headers);
        return;
      }
      const body = raw === "" ? void 0 : JSON.parse(raw);
      const wrong = problemsOf(route, url, body);
      if (wrong.length > 0) {
        state.problems.push(...wrong.map((one) => `${route.id}: ${one}`));
        send(422, { message: "Validation Failed" });
        return;
      }
      const groups = route.pattern.exec(url.pathname)?.groups ?? {};
      const authorization = request.headers.authorization ?? "";
      const { status, data, headers } = answer2({ id: route.id, groups, url, body: body ?? {}, authorization });
      const check = route.replies.get(status);
      if (check !== void 0 && check !== null && !check(data)) {
        state.problems.push(`own reply to ${route.id}: ${route.explain(check.errors)}`);
      }
      send(status, data, headers);
    })();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  return {
    ...state,
    url: `http://127.0.0.1:${port}`,
    example: (id, status) => {
      const found = routes.find((one) => one.id === id);
      if (found === void 0) throw new Error(`The slice has no operation ${id}`);
      return found.example(status);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    }
  };
}
function problemsOf(route, url, body) {
  const known = new Set(route.query.map((one) => one?.["name"]));
  const problems = [...url.searchParams.keys()].filter((name) => !known.has(name)).map((name) => `query ${name}`);
  if (route.body !== null && !route.body(body)) problems.push(route.explain(route.body.errors));
  problems.push(
    ...Object.keys(body ?? {}).filter((name) => !route.fields.includes(name)).map((name) => `field ${name}`)
  );
  const output = body?.["output"];
  if ((output?.annotations?.length ?? 0) > 50) problems.push("more than 50 annotations");
  if ((output?.summary?.length ?? 0) > 65535) problems.push("the summary is too long");
  if (typeof body?.["body"] === "string" && body["body"].length > 65536) problems.push("the comment is too long");
  if (body?.["status"] === "completed" && body["conclusion"] === void 0) problems.push("completed, no conclusion");
  return problems;
}

// packages/action/test/github-server.ts
async function startGitHub() {
  const state = {
    comments: [],
    checkRuns: [],
    sarifs: [],
    analyses: [],
    tokenOf: { author: { type: "Bot", id: 41898282 } }
  };
  const server = await startOpenApi(
    new URL("fixtures/github-openapi.json", import.meta.url),
    (call) => answer(state, call, server)
  );
  return { ...server, ...state };
}
function answer(state, { id, groups, url, body }, { example, problems }) {
  const shown = ({ id: number, body: words, author }) => {
    const made = example("issues/create-comment", "201");
    return { ...made, id: number, body: words, user: { ...made["user"], ...author } };
  };
  const output = body["output"];
  switch (id) {
    case "issues/list-comments": {
      const size = Number(url.searchParams.get("per_page") ?? 30);
      const page = Number(url.searchParams.get("page") ?? 1);
      const next = `<http://${url.host}${url.pathname}?per_page=${size}&page=${page + 1}>; rel="next"`;
      const data = state.comments.slice((page - 1) * size, page * size).map(shown);
      return { status: 200, data, ...page * size < state.comments.length && { headers: { link: next } } };
    }
    case "issues/create-comment": {
      const made = { id: state.comments.length + 1, body: String(body["body"]), author: state.tokenOf.author };
      state.comments.push(made);
      return { status: 201, data: shown(made) };
    }
    case "issues/update-comment": {
      const there = state.comments.find((one) => String(one.id) === groups["comment_id"]);
      if (there === void 0) return { status: 404, data: { message: "Not Found" } };
      there.body = String(body["body"]);
      return { status: 200, data: shown(there) };
    }
    case "users/get-authenticated": {
      const { type, id: number } = state.tokenOf.author;
      return type === "Bot" ? { status: 403, data: { message: "Resource not accessible by integration" } } : { status: 200, data: { ...example(id, "200"), id: number } };
    }
    case "checks/create": {
      const { head_sha, conclusion } = body;
      state.checkRuns.push({ head_sha, conclusion, annotations: [...output?.annotations ?? []] });
      return { status: 201, data: { ...example(id, "201"), id: state.checkRuns.length } };
    }
    case "checks/update": {
      state.checkRuns[Number(groups["check_run_id"]) - 1]?.annotations.push(...output?.annotations ?? []);
      return { status: 200, data: example(id, "200") };
    }
    case "code-scanning/list-recent-analyses": {
      const there = state.analyses.filter(({ ref }) => ref === url.searchParams.get("ref"));
      if (there.length === 0) return { status: 404, data: { message: "no analysis found" } };
      const [made = {}] = example(id, "200");
      return { status: 200, data: there.map((one) => ({ ...made, ...one })) };
    }
    default: {
      state.sarifs.push(body);
      problems.push(...takeSarif(state, body));
      return { status: 202, data: example("code-scanning/upload-sarif", "202") };
    }
  }
}
function takeSarif({ analyses }, { sarif, ref }) {
  const packed = Buffer.from(sarif, "base64");
  const { runs } = JSON.parse(gunzipSync(packed).toString());
  const made = runs.map(({ automationDetails: { id }, results }) => ({
    category: id.slice(0, id.lastIndexOf("/")),
    ref,
    results_count: results.length
  }));
  analyses.unshift(...made);
  const categories = new Set(made.map(({ category }) => category));
  return [
    ...packed.length > 1e7 ? ["SARIF: more than ten megabytes"] : [],
    ...runs.length > 20 ? ["SARIF: more than 20 runs"] : [],
    ...made.some((one) => one.results_count > 25e3) ? ["SARIF: more than 25,000 results in a run"] : [],
    ...categories.size < made.length ? ["SARIF: two runs of one category"] : []
  ];
}

// packages/action/test/runner.ts
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync as readFileSync2, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
var root = fileURLToPath(new URL("../../../", import.meta.url));
async function runJob(job) {
  const manifest = parse(readFileSync2(join(root, "action.yml"), "utf8"));
  for (const name of Object.keys(job.inputs ?? {})) {
    if (!(name in manifest.inputs)) throw new Error(`action.yml has no input ${name}`);
  }
  const inputs = Object.entries(manifest.inputs).map(([name, { default: usual = "" }]) => [
    `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
    job.inputs?.[name] ?? usual.replace("${{ github.token }}", job.token ?? "")
  ]);
  const temp = mkdtempSync(join(tmpdir(), "keyturn-runner-"));
  const file = (name, text2 = "") => {
    writeFileSync(join(temp, name), text2);
    return join(temp, name);
  };
  const files = { output: file("output"), summary: file("summary") };
  const env = {
    PATH: process.env["PATH"],
    HOME: temp,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: job.eventName,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(job.event)),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_SERVER_URL: job.serverUrl ?? "http://127.0.0.1:9",
    GITHUB_API_URL: job.apiUrl ?? "http://127.0.0.1:9",
    GITHUB_REPOSITORY: job.repository ?? "octo/app",
    GITHUB_SHA: job.sha ?? "",
    GITHUB_REF: job.ref ?? "",
    GITHUB_WORKSPACE: job.workspace,
    GITHUB_RUN_ID: "1",
    RUNNER_TEMP: temp,
    RUNNER_OS: "Linux",
    ...Object.fromEntries(inputs),
    ...job.env
  };
  const started = performance.now();
  const child = spawn(job.node ?? process.execPath, [join(root, manifest.runs.main)], { env, cwd: job.workspace });
  let log = "";
  let firstLineMs = Number.NaN;
  const take = (text2) => {
    if (log === "") firstLineMs = performance.now() - started;
    log += text2;
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const [code] = await once(child, "close");
  const outputs = outputsOf(readFileSync2(files.output, "utf8"));
  for (const name of Object.keys(outputs)) {
    if (!(name in manifest.outputs)) throw new Error(`action.yml has no output ${name}`);
  }
  const summary = readFileSync2(files.summary, "utf8");
  const report = outputs["report-path"] === void 0 ? null : readFileSync2(outputs["report-path"], "utf8");
  rmSync(temp, { recursive: true });
  return { code, commands: commandsOf(log), outputs, summary, report, log, firstLineMs };
}
function outputsOf(text2) {
  const found = text2.matchAll(/^(?<name>.+?)<<(?<mark>ghadelimiter_\S+)\n(?<value>[\s\S]*?)\n\k<mark>$/gm);
  return Object.fromEntries([...found].map(({ groups }) => [groups?.["name"] ?? "", groups?.["value"] ?? ""]));
}
function commandsOf(log) {
  return log.split("\n").flatMap((line) => {
    const old = /##\[(?<command>[\w-]+)/.exec(line)?.groups;
    if (old !== void 0) return [{ command: `##${old["command"] ?? ""}`, properties: {}, message: line }];
    const groups = /^\s*::(?<command>[\w-]+)(?: (?<list>[^:]*))?::(?<message>.*)$/.exec(line)?.groups;
    if (groups === void 0) return [];
    const properties = (groups["list"] ?? "").split(",").filter((one) => one !== "").map((one) => [one.slice(0, one.indexOf("=")), unescape(one.slice(one.indexOf("=") + 1))]);
    const { command = "", message = "" } = groups;
    return [{ command, properties: Object.fromEntries(properties), message: unescape(message) }];
  });
}
function unescape(text2) {
  return text2.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%");
}

// packages/action/test/measure.ts
var FILES = 3e4;
var COMMITS = 5e4;
var BROUGHT = 30;
var RUNS = 5;
var workspace = mkdtempSync2(join2(tmpdir2(), "keyturn-measure-"));
var git = (...args) => execFileSync("git", args, { cwd: workspace, encoding: "utf8", maxBuffer: 2 ** 26 }).trim();
function* history() {
  for (let number = 1; number <= COMMITS + BROUGHT; number++) {
    const path = `src/${number % 300}/module-${number % FILES}.ts`;
    const text2 = `// ${number}
export const value = ${number};
`;
    yield [
      `commit refs/heads/${number > COMMITS ? "topic" : "main"}`,
      `mark :${number}`,
      `committer A <a@x> ${16e8 + number * 60} +0000`,
      "data 1",
      "c",
      ...number > 1 ? [`from :${number - 1}`] : [],
      `M 100644 inline ${path}`,
      `data ${Buffer.byteLength(text2)}`,
      text2,
      ""
    ].join("\n");
  }
}
try {
  git("init", "-q", "-b", "main");
  execFileSync("git", ["fast-import", "--quiet"], { cwd: workspace, input: [...history()].join("") });
  git("checkout", "-q", "topic");
  const [base, head] = [git("rev-parse", "main"), git("rev-parse", "topic")];
  process.stdout.write(`${git("ls-files").split("\n").length} files, ${git("rev-list", "--count", "topic")} commits
`);
  process.stdout.write("| Run | Seconds | To the first line | Requests |\n| - | - | - | - |\n");
  for (let number = 1; number <= RUNS; number++) {
    const github = await startGitHub();
    const started = performance.now();
    const event = pullRequest(base, head, { commits: BROUGHT });
    const result = await runJob({ workspace, apiUrl: github.url, token: "ghs_sample", ...event });
    const seconds = (performance.now() - started) / 1e3;
    if (result.code !== 0 || result.outputs["coverage"] !== "complete") throw new Error(result.log);
    const { coverage } = JSON.parse(result.report ?? "");
    if (coverage.commits !== BROUGHT) throw new Error(`${coverage.commits} commits were searched`);
    process.stdout.write(
      `| ${number} | ${seconds.toFixed(2)} | ${(result.firstLineMs / 1e3).toFixed(2)} | ${github.requests.length} |
`
    );
    await github.close();
  }
  process.stdout.write(`Load: ${loadavg()[0]?.toFixed(1) ?? ""}, ${availableParallelism()} processors
`);
} finally {
  rmSync2(workspace, { recursive: true, force: true });
}
