@echo off
rem Runs Maven: the one on the path if it is 3.8.6 or newer, else one fetched before, else Apache Maven from Apache's archive.
rem Maven itself runs on a JDK of 25 or newer, since the formatter reads today's Java only there.
setlocal
set "JDK=25"
set "MAVEN=3.9.16"
rem Of apache-maven-%MAVEN%-bin.tar.gz, as Apache publishes it beside the archive: change both together, and in mvnw.
set "SHA512=831a8591fe20c8243b1dbe7d71e3244f31d1665b0804b2e825e38cbbe5ce0cafb8338851f90780735568773e0a6cd07bbec107cda0b896b008b861075358b6f6"
set "CACHE=%USERPROFILE%\.m2\hilt-review-maven"
set "ARCHIVE=https://archive.apache.org/dist/maven/maven-3/%MAVEN%/binaries/apache-maven-%MAVEN%-bin.tar.gz"

if not defined JAVA_HOME for /f "tokens=1,* delims==" %%i in ('java -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.home ="') do for /f "tokens=*" %%h in ("%%j") do set "JAVA_HOME=%%h"
set "FOUND_JDK=0"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\javac.exe" for /f "tokens=2 delims==." %%v in ('findstr /b "JAVA_VERSION=" "%JAVA_HOME%\release"') do set "FOUND_JDK=%%v"
set "FOUND_JDK=%FOUND_JDK:"=%"
if %FOUND_JDK% lss %JDK% (
  echo mvnw: no JDK of %JDK% or newer was found: install one, Temurin say, and let JAVA_HOME name it 1>&2
  exit /b 1
)

set "FOUND_MAVEN=0"
for /f "tokens=3" %%v in ('mvn --version 2^>nul ^| findstr /c:"Apache Maven"') do for /f "tokens=1-3 delims=.-" %%a in ("%%v") do set /a "FOUND_MAVEN=%%a*1000000+%%b*1000+%%c"
if %FOUND_MAVEN% geq 3008006 (
  call mvn %*
  goto end
)

if exist "%CACHE%\apache-maven-%MAVEN%\bin\mvn.cmd" goto run
echo mvnw: fetching Apache Maven %MAVEN% 1>&2
set "DRAFT=%CACHE%\draft.%RANDOM%%RANDOM%"
mkdir "%DRAFT%" || exit /b 1
curl.exe -fsSL -o "%DRAFT%\maven.tar.gz" "%ARCHIVE%"
if errorlevel 1 (
  echo mvnw: Apache Maven %MAVEN% could not be fetched from %ARCHIVE%; install Maven 3.8.6 or newer 1>&2
  goto give_up
)
certutil -hashfile "%DRAFT%\maven.tar.gz" SHA512 | findstr /i /c:"%SHA512%" >nul
if errorlevel 1 (
  echo mvnw: what was fetched from %ARCHIVE% is not Apache Maven %MAVEN%: its SHA-512 is another 1>&2
  goto give_up
)
tar.exe -xzf "%DRAFT%\maven.tar.gz" -C "%DRAFT%" || goto give_up
if not exist "%CACHE%\apache-maven-%MAVEN%" move "%DRAFT%\apache-maven-%MAVEN%" "%CACHE%\" >nul
rmdir /s /q "%DRAFT%"

:run
call "%CACHE%\apache-maven-%MAVEN%\bin\mvn.cmd" %*

:end
exit /b %errorlevel%

:give_up
rmdir /s /q "%DRAFT%"
exit /b 1
