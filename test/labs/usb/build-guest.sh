#!/bin/bash
# Builds the lab's guest: build-guest.sh DIR OVERLAY. A small Debian with udev and systemd; OVERLAY is laid over its
# root. The unpacked system is kept in DIR/root.tar, so that a second build takes seconds.
set -euo pipefail
dir=$(mkdir -p "$1" && cd "$1" && pwd)
overlay=$2
packages=linux-image-amd64,systemd-sysv,udev,dbus,kmod,iproute2,libstdc++6,libatomic1,ca-certificates,dosfstools
if [ ! -f "$dir/root.tar" ]; then
  mmdebstrap --quiet --variant=minbase --include="$packages" bookworm "$dir/root.part.tar"
  mv "$dir/root.part.tar" "$dir/root.tar"
fi
rm -rf "$dir/root"
mkdir "$dir/root"
tar -C "$dir/root" -xf "$dir/root.tar"
cp "$dir"/root/boot/vmlinuz-* "$dir/vmlinuz"
cp "$dir"/root/boot/initrd.img-* "$dir/initrd.img"
rm -rf "$dir"/root/boot/* "$dir"/root/usr/share/doc
echo '/dev/vda / ext4 rw 0 0' > "$dir/root/etc/fstab"
echo PC-03 > "$dir/root/etc/hostname"
ln -sf /dev/null "$dir/root/etc/systemd/system/serial-getty@ttyS0.service"
ln -sf /dev/null "$dir/root/etc/systemd/system/serial-getty@ttyS1.service"
printf '[Match]\nName=en*\n[Network]\nDHCP=yes\n' > "$dir/root/etc/systemd/network/lab.network"
wants="$dir/root/etc/systemd/system/multi-user.target.wants"
mkdir -p "$wants"
ln -sf /lib/systemd/system/systemd-networkd.service "$wants/"
cp -a "$overlay/." "$dir/root/"
for unit in "$dir"/root/etc/systemd/system/lab-*.service; do ln -sf "../$(basename "$unit")" "$wants/"; done
rm -f "$dir/disk.img"
mke2fs -q -t ext4 -d "$dir/root" "$dir/disk.img" 2G
rm -rf "$dir/root"
