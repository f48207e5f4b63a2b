@node "%~dp0keyturn" %*
