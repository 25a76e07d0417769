/**
 * A certified OpenID provider for tests, whose sign-in page lets anybody be anyone. The form says who (`sub`, `email`, `verified`, `name`)
 * and how the ID token is spoiled (`twist`), which is signed anew. Prints its address when it listens.
 */
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT, decodeJwt, decodeProtectedHeader, importJWK } from "jose";
import Provider from "oidc-provider";

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;

async function newKey(kid) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: "sig", alg: "RS256" };
}

const [first, rotated, foreign] = await Promise.all([newKey("first"), newKey("rotated"), newKey("first")]);
const published = [];
const people = new Map();

const provider = new Provider(issuer, {
  clients: [
    { client_id: "lumetra", client_secret: "the-secret", redirect_uris: ["http://127.0.0.1/callback"], response_types: ["code"] },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["a key of the test"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [first] },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
});
// Servers of tests listen on any port.
provider.Client.prototype.redirectUriAllowed = (uri) => /^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/auth\/sso\/\w+\/callback$/.test(uri);

function claimsOf(sub) {
  const { email, verified, name } = people.get(sub);
  return { sub, name, ...(email && { email, email_verified: verified }) };
}

const TWISTS = {
  nonce: (claims) => ({ ...claims, nonce: "of another sign-in" }),
  "no-nonce": ({ nonce, ...claims }) => claims,
  audience: (claims) => ({ ...claims, aud: "another application" }),
  "shared-audience": (claims) => ({ ...claims, aud: ["lumetra", "another application"], azp: "another application" }),
  issuer: (claims) => ({ ...claims, iss: "https://evil.example" }),
  expired: (claims) => ({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  signature: (claims) => claims,
  rotated: (claims) => claims,
  unsigned: (claims) => claims,
  "no-token": () => null,
};

async function twisted(token) {
  const claims = decodeJwt(token);
  const twist = people.get(claims.sub)?.twist;
  if (!twist) return token;
  const spoiled = TWISTS[twist](claims);
  if (!spoiled) return undefined;
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  if (twist === "unsigned") return `${encode({ alg: "none", typ: "JWT" })}.${encode(spoiled)}.`;
  const key = { rotated, signature: foreign }[twist] ?? first;
  if (twist === "rotated") published.push(rotated);
  const header = { ...decodeProtectedHeader(token), kid: key.kid };
  return new SignJWT(spoiled).setProtectedHeader(header).sign(await importJWK(key, "RS256"));
}

provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === "/token" && ctx.body?.id_token) ctx.body.id_token = await twisted(ctx.body.id_token);
  if (ctx.path === "/jwks") {
    const open = ({ kty, n, e, kid, use, alg }) => ({ kty, n, e, kid, use, alg });
    ctx.body = { keys: [...ctx.body.keys, ...published.map(open)] };
  }
});

async function readForm(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

const PAGE = `<!doctype html><html lang="en"><title>Test identities</title><h1>Who are you?</h1><form method="post">
<label>Address <input name="email"></label><button>Continue</button><button name="deny" value="1">Deny</button></form></html>`;

async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html");
    return response.end(PAGE);
  }
  const form = await readForm(request);
  if (form.get("deny")) {
    const denied = { error: "access_denied", error_description: "<b>No</b>, said the person" };
    return provider.interactionFinished(request, response, denied, { mergeWithLastSubmission: false });
  }
  const email = form.get("email") ?? "";
  const sub = form.get("sub") || email;
  people.set(sub, {
    email,
    verified: form.get("verified") !== "no",
    name: form.get("name") || email.split("@")[0],
    twist: form.get("twist"),
  });
  const grant = new provider.Grant({ accountId: sub, clientId: details.params.client_id });
  grant.addOIDCScope("openid email profile");
  const result = { login: { accountId: sub }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
createServer((request, response) => {
  const work = request.url.startsWith("/interaction/") ? interact(request, response) : answer(request, response);
  Promise.resolve(work).catch((error) => {
    console.error(error);
    response.statusCode = 500;
    response.end(String(error));
  });
}).listen(port, "127.0.0.1", () => console.log(issuer));
