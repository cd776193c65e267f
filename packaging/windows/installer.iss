; The installer for Windows, by Inno Setup 6. UNTESTED: it was written from the documents of the
; tool, and has not run on Windows yet.
;
;   iscc /DVersion=0.1.0 packaging\windows\installer.iss
;
; It installs for one user and asks for no rights; /ALLUSERS on its command line asks for them.

#ifndef Version
  #error "Name the version: iscc /DVersion=0.1.0"
#endif
#define Name "Gemini Desktop"
#define Id "GeminiDesktop.GeminiDesktop"

[Setup]
; Never change it: it is how a newer version finds the one that it replaces.
AppId={{5B0C1D86-3E1C-4E0B-9B63-6E5E5C0B7A11}
AppName={#Name}
AppVersion={#Version}
AppPublisher=The gemini-desktop authors
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
Compression=lzma2/max
SolidCompression=yes
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\icons\app.ico
UninstallDisplayIcon={app}\gemini-desktop-window.exe
OutputDir=..\..\dist
OutputBaseFilename=gemini-desktop-{#Version}-windows-x86_64

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: path; Description: "Let terminals find gemini-desktop"

[Files]
Source: "..\..\build\frozen\gemini-desktop\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs

[InstallDelete]
; Parts of an older version that the new one lacks must not be loaded.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\gemini-desktop-window.exe"; AppUserModelID: "{#Id}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\gemini-desktop-window.exe"; AppUserModelID: "{#Id}"; Tasks: desktopicon

[Registry]
#define Extension(str ext, str words) \
  "Root: HKA; Subkey: ""Software\Classes\." + ext + "\OpenWithProgids""; ValueType: string; ValueName: ""GeminiDesktop." + ext + """; ValueData: """"; Flags: uninsdeletevalue" + NewLine + \
  "Root: HKA; Subkey: ""Software\Classes\GeminiDesktop." + ext + """; ValueType: string; ValueData: """ + words + """; Flags: uninsdeletekey" + NewLine + \
  "Root: HKA; Subkey: ""Software\Classes\GeminiDesktop." + ext + "\shell\open\command""; ValueType: string; ValueData: """"""{app}\gemini-desktop-window.exe"""" """"%1"""""""
#emit Extension("gcap", "Recorded Gemini exchange")
#emit Extension("gdbackup", "Backup of Gemini Desktop")
#emit Extension("har", "HTTP archive")
#emit Extension("sse", "Recorded event stream")
Root: HKA; Subkey: "Software\Classes\.gcap"; ValueType: string; ValueData: "GeminiDesktop.gcap"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.gdbackup"; ValueType: string; ValueData: "GeminiDesktop.gdbackup"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\gemini-desktop"; ValueType: string; ValueData: "URL:Gemini Desktop"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\gemini-desktop"; ValueType: string; ValueName: "URL Protocol"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\gemini-desktop\shell\open\command"; ValueType: string; ValueData: """{app}\gemini-desktop-window.exe"" ""%1"""
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsNotOnPath

[Run]
Filename: "{app}\gemini-desktop-window.exe"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[Code]
function IsNotOnPath: Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path: String;
begin
  if (Step = usPostUninstall) and RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
  begin
    StringChangeEx(Path, ';' + ExpandConstant('{app}'), '', True);
    RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
  end;
end;
