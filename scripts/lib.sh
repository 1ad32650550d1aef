# Sourced by the other scripts: where the project is, how to speak, how to become root.
# shellcheck shell=bash

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top" || exit 2

say() { printf '%s\n' "$*"; }

# One clear sentence, and the end.
fail() {
  printf 'nightbell: %s\n' "$*" >&2
  exit 1
}

# Runs a command as root: as it is, or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    fail "this needs root (\`$*\`), and there is no sudo: run it as root"
  fi
}

# Runs a command as the owner of the checkout when `sudo make …` made us root, so that the build folder stays theirs.
as_owner() {
  local owner
  owner=$(stat -c %U "$top")
  if [ "$(id -u)" -eq 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$owner" != root ] && [ "$owner" != UNKNOWN ]; then
    sudo -u "$owner" -H env "PATH=$PATH" "$@"
  else
    "$@"
  fi
}

# Gives what root made in somebody's checkout back to them.
give_back() {
  [ "$(stat -c %U "$top")" = root ] || as_root chown -R --reference="$top" "$@" 2>/dev/null || true
}

# Puts swift on the PATH, also where sudo has cut the PATH down.
need_swift() {
  local place home
  if ! command -v swift >/dev/null 2>&1; then
    home=$(getent passwd "${SUDO_USER:-$(id -un)}" | cut -d: -f6)
    for place in "$home/.local/share/swiftly/bin" /opt/swift*/usr/bin /opt/swift*/bin /usr/local/swift*/usr/bin \
      /usr/libexec/swift/bin; do
      if [ -x "$place/swift" ]; then
        PATH=$place:$PATH
        export PATH
        break
      fi
    done
  fi
  command -v swift >/dev/null 2>&1 ||
    fail "Swift 6.3 is needed and not here: https://www.swift.org/install/linux/ says how to get it for Debian 12"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  case $version in
    '') fail "\`swift --version\` does not work: $(swift --version 2>&1 | head -n 1)" ;;
    [0-5].* | 6.[0-2]) fail "Swift 6.3 is needed and $version is here: https://www.swift.org/install/linux/" ;;
  esac
}
