<?php
// A signed link to a form of Parting Words, in PHP (7.1 or newer, with its openssl extension).

const KEY_NAME = 'k0a1b2c3d';

function base64url(string $raw): string
{
    return rtrim(strtr(base64_encode($raw), '+/', '-_'), '=');
}

// Returns the link for one customer's leaving; $key is the 64 hexadecimal digits that were shown once.
function signed_link(string $site, string $survey, string $keyName, string $key, array $claims, ?string $nonce = null): string
{
    $nonce = $nonce ?? random_bytes(12); // never the same twice with one key
    $header = base64url(json_encode(['alg' => 'dir', 'enc' => 'A256GCM', 'kid' => $keyName]));
    if (isset($claims['segment'])) {
        $claims['segment'] = (object) $claims['segment']; // {} and not [] when it is empty
    }
    $text = json_encode($claims, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    $sealed = openssl_encrypt($text, 'aes-256-gcm', hex2bin($key), OPENSSL_RAW_DATA, $nonce, $tag, $header);
    $token = $header . '..' . base64url($nonce) . '.' . base64url($sealed) . '.' . base64url($tag);
    return "$site/s/$survey/c/$token/";
}

function example(): string
{
    $now = time();
    $claims = [
        'aud' => 'exit', // the survey's key: a link for one survey opens no other
        'sub' => 'C-1042', // your own reference of the customer, as text
        'jti' => 'leaving-88', // your own name of this leaving: one leaving, one answer
        'iat' => $now,
        'exp' => $now + 60 * 24 * 3600,
        'state' => 'ends_on', // or 'cancelled' or 'trial_ended', without ends_on
        'ends_on' => '2026-12-31',
        'segment' => ['plan' => 'pro', 'size' => '11-50'],
        'lang' => 'zh-Hant', // or 'en' or 'zh-Hans'; left out: as the browser asks
    ];
    return signed_link('https://ask.example.com', 'exit', KEY_NAME, getenv('PARTING_WORDS_KEY'), $claims);
}

// php signed-link.php signed-link.json prints the links of the test vectors, to compare with those in the file.
if (PHP_SAPI === 'cli' && isset($argv[1]) && realpath($argv[0]) === __FILE__) {
    foreach (json_decode(file_get_contents($argv[1]), true) as $v) {
        echo signed_link($v['site'], $v['survey'], $v['key_name'], $v['key'], $v['claims'], hex2bin($v['nonce'])), "\n";
    }
}
