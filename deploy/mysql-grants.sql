-- Run once, when the data folder of MySQL or MariaDB is new: tests make databases of their own.
GRANT ALL ON `peal%`.* TO 'peal'@'%';
