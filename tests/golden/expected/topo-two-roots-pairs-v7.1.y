tests/golden/real/qemu-q35-two-roots/lspci-vvvxxxx.txt: 4 devices, kernel v7.1.y

                      1      2      3      4
 1 0000:03:00.0    BA 0   BA 6   BA 6   NS 6  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]
 2 0000:06:00.0    BA 6   BA 0   BA 4   NS 8  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]
 3 0000:07:00.0    BA 6   BA 4   BA 0   NS 8  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]
 4 0000:41:00.0    NS 6   NS 8   NS 8   BA 0  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]

BA bus address, TH through host bridge, NS not supported; then the distance

not known from the input:
  functions that firmware hides, and what the host bridge really does
