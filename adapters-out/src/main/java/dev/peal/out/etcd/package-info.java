/// Which nodes there are, kept in etcd.
@NullMarked
package dev.peal.out.etcd;

import org.jspecify.annotations.NullMarked;
