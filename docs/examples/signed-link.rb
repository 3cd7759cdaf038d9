# A signed link to a form of Parting Words, in Ruby (its standard library only).
require "json"
require "openssl"
require "securerandom"

KEY_NAME = "k0a1b2c3d"

def base64url(raw)
  [raw].pack("m0").tr("+/", "-_").delete("=")
end

# Returns the link for one customer's leaving; `key` is the 64 hexadecimal digits that were shown once.
def signed_link(site, survey, key_name, key, claims, nonce = SecureRandom.random_bytes(12))
  header = base64url(JSON.generate({ alg: "dir", enc: "A256GCM", kid: key_name }))
  cipher = OpenSSL::Cipher.new("aes-256-gcm").encrypt
  cipher.key = [key].pack("H*")
  cipher.iv = nonce
  cipher.auth_data = header
  sealed = cipher.update(JSON.generate(claims)) + cipher.final
  token = [header, "", base64url(nonce), base64url(sealed), base64url(cipher.auth_tag)].join(".")
  "#{site}/s/#{survey}/c/#{token}/"
end

def example
  now = Time.now.to_i
  claims = {
    aud: "exit", # the survey's key: a link for one survey opens no other
    sub: "C-1042", # your own reference of the customer
    jti: "leaving-88", # your own name of this leaving: one leaving, one answer
    iat: now,
    exp: now + 60 * 24 * 3600,
    state: "ends_on", # or "cancelled" or "trial_ended", without ends_on
    ends_on: "2026-12-31",
    segment: { plan: "pro", size: "11-50" },
    lang: "zh-Hant" # or "en" or "zh-Hans"; left out: as the browser asks
  }
  signed_link("https://ask.example.com", "exit", KEY_NAME, ENV.fetch("PARTING_WORDS_KEY"), claims)
end

# ruby signed-link.rb signed-link.json prints the links of the test vectors, to compare with those in the file.
if __FILE__ == $PROGRAM_NAME && ARGV[0]
  JSON.parse(File.read(ARGV[0], encoding: "utf-8")).each do |v|
    puts signed_link(v["site"], v["survey"], v["key_name"], v["key"], v["claims"], [v["nonce"]].pack("H*"))
  end
end
