"""Make the environment in .venv: the first step of every make target. Standard library only, any Python 3.

    python3 config/bootstrap.py run     what serving needs (requirements.lock)
    python3 config/bootstrap.py test    that, and what the tests need (requirements-dev.lock, Chromium, fonts)

Doing it again with nothing changed takes no time: a stamp holds the digest of the lock file it was made from.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def stop(sentence):
    """End with a sentence that says what to do."""
    sys.stderr.write("\n" + sentence + "\n")
    sys.exit(1)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def make_environment():
    if sys.version_info < OLDEST:
        stop(
            "Parting Words needs Python %d.%d or newer; this is %d.%d. Install a newer one and run "
            "'make PYTHON=python3.12 …' with its name." % (OLDEST + tuple(sys.version_info[:2]))
        )
    if os.path.exists(PYTHON) and subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return
    print("Making the environment in .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
        stop(
            "Python could not make a virtual environment. On Debian: apt-get install python3-venv, then run this again."
        )


def install(lock, name):
    """Install a lock file's packages, unless the stamp says that this very file is installed."""
    lock = os.path.join(ROOT, lock)
    stamp = os.path.join(VENV, ".installed-" + name)
    if os.path.exists(stamp) and open(stamp).read() == digest(lock):
        return
    print("Installing the pinned packages of %s …" % os.path.basename(lock))
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    if subprocess.call(command) != 0:
        stop(
            "The packages could not be installed; the lines above say which. Is there a network connection, and does "
            "pip reach its package index? Nothing was changed outside .venv; run the same command again."
        )
    with open(stamp, "w") as file:
        file.write(digest(lock))


def compile_translations():
    """Turn locale/*.po into .mo where the .po is newer."""
    locale = os.path.join(ROOT, "locale")
    for name in os.listdir(locale) if os.path.isdir(locale) else []:
        po = os.path.join(locale, name, "LC_MESSAGES", "django.po")
        mo = po[:-2] + "mo"
        if os.path.exists(po) and (not os.path.exists(mo) or os.path.getmtime(mo) < os.path.getmtime(po)):
            command = [os.path.join(VENV, "bin", "pybabel"), "-q", "compile", "-i", po, "-o", mo, "-l", name]
            if subprocess.call(command) != 0:
                stop("The translations in %s could not be compiled; the lines above say why." % po)


def build_chart_bundle():
    """Build the script that draws charts, where it is not that of the installed version."""
    if subprocess.call([PYTHON, os.path.join(ROOT, "config", "chart_bundle.py")]) != 0:
        stop("The script that draws charts (static/built/vega.js) could not be built; the lines above say why.")


def find_chromium():
    named = os.environ.get("CHROMIUM", "")
    found = [named] if named else [shutil.which(name) for name in CHROMIUM_NAMES] + [MAC_CHROME]
    return next((path for path in found if path and os.path.exists(path)), None)


def have_cjk_fonts():
    if sys.platform == "darwin" or not shutil.which("fc-list"):
        return sys.platform == "darwin"
    return bool(subprocess.check_output(["fc-list", ":lang=zh-tw"]).strip())


def install_browser():
    """Install Debian's Chromium and Noto CJK where they are missing and this user may; else say what to do."""
    missing = ([] if find_chromium() else ["chromium"]) + ([] if have_cjk_fonts() else ["fontconfig", "fonts-noto-cjk"])
    if not missing:
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing %s for the browser tests …" % ", ".join(missing))
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.call(["apt-get", "update", "-qq"], env=quiet)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"] + missing
        with open(os.devnull, "w") as nowhere:
            subprocess.call(command, env=quiet, stdout=nowhere)
    if not find_chromium():
        stop(
            "The browser tests need Chromium. On Debian: sudo apt-get install chromium fonts-noto-cjk. "
            "On macOS: install Google Chrome. Elsewhere: set CHROMIUM to the browser's path. Then run this again."
        )


def main():
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    make_environment()
    install("requirements.lock", "run")
    if purpose == "test":
        install("requirements-dev.lock", "test")
        install_browser()
    compile_translations()
    build_chart_bundle()


if __name__ == "__main__":
    main()
