@echo off
rem Sets up whatever is missing on this machine, then runs posapp.
rem   run [COMMAND ...]    the program (run demo, run --help, ...)
rem   run test [ARGS ...]  every gate and every test; ARGS go to pytest
rem   run package          a bundle in dist\posapp, then its own self-test
rem Needs Python 3.11 or newer with pip (or uv). Exit 4: the system lacks something only its owner can add.
setlocal EnableExtensions DisableDelayedExpansion

for %%d in ("%~dp0.") do set "root=%%~fd"
set "venv=%root%\.venv"
set "bin=%venv%\Scripts"
set "PYTHONDONTWRITEBYTECODE="
set "PYTHONHOME="
set "PYTHONPATH="
set "VIRTUAL_ENV="

rem Ready means: made here, from these very files.
if not exist "%bin%\posapp.exe" goto set_up
for %%f in (requirements.lock pyproject.toml posapp\__init__.py) do (
    fc /b "%root%\%%f" "%venv%\ready\%%~nxf" >nul 2>&1 || goto set_up
)
if not exist "%venv%\ready\complete" goto set_up
set "made_in="
set /p made_in=<"%venv%\ready\complete"
if /i not "%made_in%"=="%root%" goto set_up

:ready
if /i "%~1"=="test" goto test
if /i "%~1"=="package" goto package
"%bin%\posapp.exe" %*
exit /b %errorlevel%


:set_up
set "python="
for %%p in ("py -3" "python" "python3") do if not defined python (
    %%~p -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set "python=%%~p"
)
if not defined python (
    echo run: needs Python 3.11 or newer, and none was found>&2
    exit /b 4
)
for /f "delims=" %%e in ('%python% -c "import sys; print(sys.executable)"') do set "python=%%e"

set "uv="
if exist "%root%\.tool\bin\uv.exe" set "uv=%root%\.tool\bin\uv.exe"
if not defined uv for /f "tokens=2" %%v in ('uv --version 2^>nul') do (
    echo %%v| findstr /r /b /c:"0\.[0-8]\." >nul || set "uv=uv"
)
if defined uv goto have_uv
echo run: fetching uv>&2
set "PIP_USER=0"
set "PIP_REQUIRE_VIRTUALENV=0"
set "PIP_DISABLE_PIP_VERSION_CHECK=1"
"%python%" -m pip install --quiet --upgrade --target "%root%\.tool" "uv>=0.9" || exit /b 4
set "uv=%root%\.tool\bin\uv.exe"
if not exist "%uv%" set "uv=%root%\.tool\Scripts\uv.exe"

:have_uv
set "UV_PYTHON_DOWNLOADS=never"
if not defined UV_SYSTEM_CERTS set "UV_SYSTEM_CERTS=1"
set "UV_NO_PROGRESS=1"
if defined PIP_INDEX_URL if not defined UV_DEFAULT_INDEX set "UV_DEFAULT_INDEX=%PIP_INDEX_URL%"
set "made_in="
if exist "%venv%\ready\complete" set /p made_in=<"%venv%\ready\complete"
if exist "%bin%\python.exe" if /i "%made_in%"=="%root%" goto sync
echo run: making the environment>&2
"%uv%" venv --quiet --clear --python "%python%" "%venv%" || exit /b 1

:sync
if exist "%venv%\ready" rmdir /s /q "%venv%\ready"
echo run: installing the locked packages>&2
"%uv%" pip sync --quiet --python "%bin%\python.exe" --require-hashes "%root%\requirements.lock" || exit /b 1
"%uv%" pip install --quiet --python "%bin%\python.exe" --no-deps --no-build-isolation --editable "%root%" || exit /b 1
mkdir "%venv%\ready" || exit /b 1
for %%f in (requirements.lock pyproject.toml posapp\__init__.py) do (
    copy /b /y "%root%\%%f" "%venv%\ready\%%~nxf" >nul || exit /b 1
)
>"%venv%\ready\complete" echo %root%
echo run: ready>&2
goto ready


:test
cd /d "%root%" || exit /b 1
set "rest="
for /f "tokens=1,*" %%a in ("%*") do set "rest=%%b"
set "QT_QPA_PLATFORM=offscreen"
set "failed="
set "ran="
call :gate "ruff check" "ruff.exe check --output-format=concise"
call :gate "ruff format" "ruff.exe format --check"
call :gate "mypy" "mypy.exe"
call :gate "import-linter" "lint-imports.exe --no-logo"
call :suite "tests without Qt" "-p no:pytest-qt --ignore=tests/cli --ignore=tests/faults --ignore=tests/journeys --ignore=tests/ui"
call :suite "the command line" "-p no:pytest-qt tests/cli"
call :suite "faults, crashes and kills" "-p no:pytest-qt tests/faults"
call :suite "tests with Qt" "tests/ui tests/journeys"
if not defined ran set "failed=%failed% no test matched;"
if defined failed (
    echo run: failed:%failed%>&2
    exit /b 1
)
exit /b 0


rem A gate that holds is one line; a broken one shows all that its tool has to say.
:gate
echo == %~1
"%bin%"\%~2 >"%TEMP%\posapp-gate.txt" 2>&1
if not errorlevel 1 exit /b 0
type "%TEMP%\posapp-gate.txt"
set "failed=%failed% %~1;"
exit /b 0

rem 5 means that nothing matched: no fault as long as another suite ran something.
:suite
echo == %~1
"%bin%\pytest.exe" --quiet --no-header %~2 %rest%
set "status=%errorlevel%"
if not "%status%"=="5" set "ran=yes"
if "%status%"=="0" exit /b 0
if "%status%"=="5" exit /b 0
set "failed=%failed% %~1;"
exit /b 0


:package
cd /d "%root%" || exit /b 1
echo run: building dist\posapp>&2
"%bin%\pyinstaller.exe" --noconfirm --clean --log-level WARN --distpath dist --workpath build build.spec || exit /b 1
echo run: self-test of the bundle>&2
dist\posapp\posapp.exe selftest --json
exit /b %errorlevel%
