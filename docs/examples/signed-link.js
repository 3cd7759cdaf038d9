// A signed link to a form of Parting Words, in JavaScript on the server (Node.js, no package).
// Never in a browser: whoever has the key can name any customer.
const crypto = require("node:crypto");

const KEY_NAME = "k0a1b2c3d";

// Returns the link for one customer's leaving; `key` is the 64 hexadecimal digits that were shown once.
function signedLink(site, survey, keyName, key, claims, nonce = crypto.randomBytes(12)) {
  const header = Buffer.from(JSON.stringify({ alg: "dir", enc: "A256GCM", kid: keyName })).toString("base64url");
  const cipher = crypto.createCipheriv("aes-256-gcm", Buffer.from(key, "hex"), nonce);
  cipher.setAAD(Buffer.from(header));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(claims), "utf8"), cipher.final()]);
  const token = [header, "", ...[nonce, sealed, cipher.getAuthTag()].map((raw) => raw.toString("base64url"))].join(".");
  return `${site}/s/${survey}/c/${token}/`;
}

function example() {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: "exit", // the survey's key: a link for one survey opens no other
    sub: "C-1042", // your own reference of the customer
    jti: "leaving-88", // your own name of this leaving: one leaving, one answer
    iat: now,
    exp: now + 60 * 24 * 3600,
    state: "ends_on", // or "cancelled" or "trial_ended", without ends_on
    ends_on: "2026-12-31",
    segment: { plan: "pro", size: "11-50" },
    lang: "zh-Hant", // or "en" or "zh-Hans"; left out: as the browser asks
  };
  return signedLink("https://ask.example.com", "exit", KEY_NAME, process.env.PARTING_WORDS_KEY, claims);
}

module.exports = { signedLink, example };

// node signed-link.js signed-link.json prints the links of the test vectors, to compare with those in the file.
if (require.main === module && process.argv[2]) {
  for (const v of JSON.parse(require("node:fs").readFileSync(process.argv[2], "utf8"))) {
    console.log(signedLink(v.site, v.survey, v.key_name, v.key, v.claims, Buffer.from(v.nonce, "hex")));
  }
}
