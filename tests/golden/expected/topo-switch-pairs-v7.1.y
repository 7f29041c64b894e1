tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt: 5 devices, kernel v7.1.y

                      1      2      3      4      5
 1 0000:03:00.0    BA 0   BA 4   BA 4   NS 6   NS 6  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]
 2 0000:04:00.0    BA 4   BA 0   BA 4   NS 6   NS 6  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]
 3 0000:05:00.0    BA 4   BA 4   BA 0   NS 6   NS 6  Intel Corporation 82574L Gigabit Network Connection [8086:10d3]
 4 0000:06:00.0    NS 6   NS 6   NS 6   BA 0   NS 4  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]
 5 0000:07:00.0    NS 6   NS 6   NS 6   NS 4   BA 0  Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]

BA bus address, TH through host bridge, NS not supported; then the distance

not known from the input:
  functions that firmware hides, and what the host bridge really does
